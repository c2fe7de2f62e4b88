"""Our scripts and styles: what they compute, without a browser, and how they are written."""

from __future__ import annotations

import shutil
import subprocess

from conftest import missing
from lesson.paths import ROOT


def test_arithmetic_of_the_scripts():
    """Clocks, timers, self-checks and playgrounds; `tests/scripts` has one file for each."""
    node = shutil.which("node")
    if node is None:
        missing("node")
    # Named one by one, because releases of node differ in what they make of a folder.
    tests = sorted(map(str, (ROOT / "tests" / "scripts").glob("*.test.js")))
    result = subprocess.run([node, "--test", *tests], cwd=ROOT, capture_output=True, text=True)
    assert tests and result.returncode == 0, result.stdout[-4000:]
