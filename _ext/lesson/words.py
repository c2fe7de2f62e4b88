"""Markdown where others expect plain text: leads as HTML, and titles as words that can be spoken."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from docutils import nodes
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from .formulas import mathml


@cache
def inline_html(text: str) -> str:
    """Return one line of Markdown as HTML, with formulas as MathML.

    Raises:
        ValueError: a formula cannot be converted.
    """
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable("smartquotes")
    markdown.use(dollarmath_plugin, renderer=lambda latex, options: mathml(latex, "inline"))
    return markdown.renderInline(text)


def in_words(html: str) -> str:
    """Return the words of HTML, without tags."""
    return unescape(re.sub(r"<[^>]+>", "", html))


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
