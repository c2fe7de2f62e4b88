"""Inside Sphinx: directives while pages are read, transforms, what the pages show, and the files beside them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# What decides how a page is read; a change of anything else reads no page anew.
READING = ("vocabulary.py", "text/*.py", "site/*.py")
# The modules with something to register, in this order.
PARTS = [
    *("boxes", "exercises", "self_checks", "code_checks", "figures", "formulas", "tables", "terms", "values"),
    *("playgrounds", "collected", "schedule", "teaching", "search", "page", "workshop", "files", "stale"),
]


def setup(app: Sphinx) -> dict:
    """Register everything with Sphinx."""
    from ..text import browser_python

    for part in PARTS:
        import_module(f".{part}", __name__).setup(app)
    lesson = Path(__file__).parents[1]
    sources = [path for pattern in READING for path in sorted(lesson.glob(pattern))]
    # Whether pages have editors depends on what could be fetched.
    read = b"".join(path.read_bytes() for path in sources) + browser_python.at_hand().encode()
    version = crc32(read)
    # What `collected` and `stale` keep in the environment is not merged from other processes.
    return {"env_version": version, "parallel_read_safe": False, "parallel_write_safe": True}
