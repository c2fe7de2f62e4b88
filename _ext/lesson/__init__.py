"""What this lesson needs beyond Jupyter Book, as a plain Sphinx extension.

Each module is one concern and has its own `setup`:
boxes, exercises, self-checks, figures, formulas, tables, terms, playgrounds, collected pages, the schedule, the search, the shell around the text, and what is published beside it.
`execute`, `lint`, `notebooks` and `pdf` are commands (`python -m lesson.execute`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:  # commands such as lint start without Sphinx
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict:
    """Register everything with Sphinx."""
    from . import (
        boxes,
        collected,
        exercises,
        figures,
        formulas,
        fresh,
        playground,
        publish,
        schedule,
        search,
        self_check,
        shell,
        tables,
        terms,
        workshop,
    )

    for part in (boxes, exercises, self_check, figures, formulas, tables, terms, playground, collected, schedule, search, shell, workshop, publish, fresh):
        part.setup(app)
    # Another version of this code reads every page anew.
    sources = sorted(Path(__file__).parent.glob("*.py"))
    version = crc32(b"".join(path.read_bytes() for path in sources))
    # What `collected` and `fresh` keep in the environment is not merged from other processes.
    return {"env_version": version, "parallel_read_safe": False, "parallel_write_safe": True}
