"""One line of Markdown as HTML, where no page is parsed: leads, hints and reasons."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from .mathml import mathml


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
