"""Titles and definitions as words that can be spoken."""

from __future__ import annotations

from docutils import nodes

from ..text.inline import in_words
from ..text.mathml import mathml


def spoken(node: nodes.Node) -> str:
    """Return the words of a parsed text; of a formula its symbols, because nobody wants to hear LaTeX.

    Raises:
        ValueError: a formula cannot be converted.
    """
    if isinstance(node, nodes.math):
        return in_words(mathml(node.astext(), "inline"))
    if isinstance(node, nodes.Text):
        return node.astext()
    return "".join(map(spoken, node.children))
