"""Our scripts and styles: what they compute, without a browser, and how they are written."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from conftest import missing
from lesson.paths import BUILD, ROOT

TOOLS = Path(os.environ.get("LESSON_TOOLS", BUILD / "tools"))


def test_arithmetic_of_the_scripts():
    """Clocks, timers, self-checks and playgrounds; `tests/scripts` has one file for each."""
    node = shutil.which("node")
    if node is None:
        missing("node")
    # Named one by one, because releases of node differ in what they make of a folder.
    tests = sorted(map(str, (ROOT / "tests" / "scripts").glob("*.test.js")))
    result = subprocess.run([node, "--test", *tests], cwd=ROOT, capture_output=True, text=True)
    assert tests and result.returncode == 0, result.stdout[-4000:]


def test_scripts_and_styles_are_formatted():
    prettier = TOOLS / "node_modules" / ".bin" / "prettier"
    if not prettier.exists():
        missing("prettier")
    result = subprocess.run([prettier, "--list-different", "."], cwd=ROOT, capture_output=True, text=True)
    assert not result.stderr, result.stderr
    assert not result.stdout, f"not formatted as prettier does it; run `make format`:\n{result.stdout}"
