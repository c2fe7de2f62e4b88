"""What this lesson needs beyond Jupyter Book. The folders say when their code runs, and what it may import:

set_up.py      before everything, with any Python; standard library only
paths.py       where everything lies; imports nothing of ours
vocabulary.py  what authors may write; imports nothing of ours
text/          reading the sources; no Sphinx, no Jupyter
check/         `make lint`; may import text
run/           execution of the cells into the cache; may import text
notebooks/     writing the notebooks people download; may import text and run
site/          inside Sphinx, which calls `setup` below; may import text and run
commands/      what `make` calls, such as `python -m lesson.commands.build`; may import all

A build runs check, run, notebooks and site, in this order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # commands such as lint start without Sphinx
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict:
    """Register everything with Sphinx; this package is the extension that `_config.yml` names."""
    from . import site

    return site.setup(app)
