"""The Python that runs in the page: Pyodide's core from npm, as `set_up` has fetched it, and what a page needs of it.

NumPy is on no registry in a form for browsers. Where its file lies beside the package, pages have it, and otherwise they go without.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from functools import cache
from pathlib import Path

from ..set_up import PYODIDE, PYODIDE_PACKAGE

VERSION: str = PYODIDE["version"]
# What runs, in the order of loading, and what it reads.
CODE = ("pyodide.asm.mjs", "pyodide.js")
LOCK = "pyodide-lock.json"
DATA = ("pyodide.asm.wasm", "python_stdlib.zip", LOCK)
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


class WrongFile(Exception):
    """A file is not the one that Pyodide's lock names; the message says which, and what to do."""


@cache
def numpy_file(package: Path = PYODIDE_PACKAGE) -> Path | None:
    """Return NumPy for the pages, or None where it is not at hand: its name and its hash are those of Pyodide's own lock.

    Args:
        package: Pyodide's package; the file of NumPy lies beside it

    Raises:
        WrongFile: the file has another hash.
    """
    if not is_there(package):
        return None
    locked = json.loads(members(package, (LOCK,))[LOCK])["packages"]["numpy"]
    file = package.with_name(locked["file_name"])
    if not file.exists():
        return None
    if (digest := hashlib.sha256(file.read_bytes()).hexdigest()) != locked["sha256"]:
        raise WrongFile(
            f"{file} is not the NumPy of Pyodide {VERSION}: its SHA-256 is {digest}, and Pyodide's lock says {locked['sha256']}. "
            "Put the file of Pyodide's release there, or remove it: the editors then have no NumPy."
        )
    return file


def at_hand() -> str:
    """Return what pages depend on, beside their sources.

    Raises:
        WrongFile: there is another file under the name of NumPy's.
    """
    return f"{is_there()} {numpy_file()}"


def members(package: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    """Return files of Pyodide's package by name."""
    found = {}
    with tarfile.open(package) as archive:
        for name in names:
            member = archive.extractfile(f"package/{name}")
            assert member is not None
            found[name] = member.read()
    return found


def files(package: Path = PYODIDE_PACKAGE) -> dict[str, bytes]:
    """Return the files that a page needs, by name: the scripts as classic ones, and a lock of what the page has.

    Raises:
        ValueError: a script has changed, so that the edits no longer fit.
        WrongFile: there is another file under the name of NumPy's.
    """
    found = {name: edited(name, content) for name, content in members(package, (*CODE, *DATA)).items()}
    lock = json.loads(found[LOCK])
    # What the page has not got, Python should miss like any other module, and not offer to download.
    lock["packages"] = {"numpy": lock["packages"]["numpy"]} if numpy_file(package) else {}
    return {**found, LOCK: json.dumps(lock).encode()}


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
