"""What this lesson needs beyond Jupyter Book, as a plain Sphinx extension.

Each module is one concern and has its own `setup`:
boxes, exercises, figures, formulas, terms, collected pages, the schedule, and the shell around the text.
`execute`, `lint` and `notebooks` are commands (`python -m lesson.execute`).
"""

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict:
    """Register everything with Sphinx."""
    from . import boxes, collected, exercises, figures, formulas, schedule, shell, terms

    for part in (boxes, exercises, figures, formulas, terms, collected, schedule, shell):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
