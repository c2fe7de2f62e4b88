"""One line of Markdown as HTML, where no page is parsed: leads, hints and reasons."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from .mathml import mathml


@cache
def reader() -> MarkdownIt:
    """Return the reader of lines, with formulas as MathML."""
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable("smartquotes")
    return markdown.use(dollarmath_plugin, renderer=lambda latex, options: mathml(latex, "inline"))


@cache
def inline_html(text: str) -> str:
    """Return one line of Markdown as HTML, with formulas as MathML.

    Raises:
        ValueError: a formula cannot be converted.
    """
    return reader().renderInline(text)


def in_words(html: str) -> str:
    """Return the words of HTML, without tags."""
    return unescape(re.sub(r"<[^>]+>", "", html))
