"""{value}: the line that a cell declares to print, so that the text repeats a result without typing it."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from ..text.answers import value
from ..text.page import read


class ValueRole(SphinxRole):
    """Show what a named cell of this page, or of another episode, declares to print.

    Raises: an error of docutils with file and line where there is no such cell.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        root = Path(self.env.srcdir)
        page = read(Path(f"{self.env.docname}.md"), root)
        if episode := self.text.rpartition("/")[0]:
            # A change there changes this page.
            self.env.note_dependency(str(root / page.path.parent / f"{episode.strip()}.md"))
        try:
            return [nodes.Text(value(self.text, page, root))], []
        except LookupError as problem:
            return [], [self.inliner.reporter.error(str(problem.args[0]), line=self.lineno)]


def setup(app: Sphinx) -> None:
    """Register the role."""
    app.add_role("value", ValueRole())
