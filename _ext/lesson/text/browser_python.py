"""The Python that runs in the page: Pyodide's core from npm, as `set_up` has fetched it, and what a page needs of it."""

from __future__ import annotations

import tarfile
from pathlib import Path

from ..set_up import PYODIDE, PYODIDE_PACKAGE

VERSION: str = PYODIDE["version"]
# What runs, in the order of loading, and what it reads.
CODE = ("pyodide.asm.mjs", "pyodide.js")
DATA = ("pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
# A worker made from a text can be no module on pages opened from a folder (Chromium refuses it), and may import none where
# the policy names no `blob:`. So the one module becomes a classic script: what is replaced, how often it occurs, and by what.
EDITS = {
    "pyodide.asm.mjs": (
        ("import.meta.url", 3, '"https://pyodide.invalid/"'),
        ("export default _createPyodideModule;", 1, ""),
    )
}


def is_there(package: Path = PYODIDE_PACKAGE) -> bool:
    """Tell whether the pages can have editors."""
    return package.exists()


def files(package: Path = PYODIDE_PACKAGE) -> dict[str, bytes]:
    """Return the files that a page needs, by name, the scripts as classic ones.

    Raises:
        ValueError: a script has changed, so that the edits no longer fit.
    """
    found = {}
    with tarfile.open(package) as archive:
        for name in (*CODE, *DATA):
            member = archive.extractfile(f"package/{name}")
            assert member is not None
            found[name] = edited(name, member.read())
    return found


def edited(name: str, content: bytes) -> bytes:
    """Return a file with its edits.

    Raises:
        ValueError: what is to be replaced does not occur as often as it did.
    """
    for old, times, new in EDITS.get(name, ()):
        if (count := content.count(old.encode())) != times:
            raise ValueError(
                f"`{old}` occurs {count} times in {name} of Pyodide {VERSION}, not {times}; look at EDITS in _ext/lesson/text/browser_python.py"
            )
        content = content.replace(old.encode(), new.encode())
    return content
