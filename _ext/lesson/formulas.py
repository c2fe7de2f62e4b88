"""Formulas as native MathML, made at build time: no script, no other host, readable to screen readers."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
OPENING = {"(", "[", "{", ",", "=", "·", "⋅", "×", "≤", "≥", "<", ">"}
LIMITS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}


def mathml(latex: str, display: str) -> str:
    r"""Return MathML for a LaTeX formula; `\class{given}{x}` sets an ink.

    Args:
        latex: the formula without dollars
        display: "inline" or "block"

    Raises:
        ValueError: a command is not known; other kinds come from latex2mathml.
    """
    formula = ElementTree.fromstring(re.sub(r' xmlns="[^"]*"', "", convert(latex, display=display)))
    # latex2mathml lets them pass, and the page would show the backslash.
    if unknown := re.search(r"\\[A-Za-z]+", " ".join(formula.itertext())):
        raise ValueError(f"unknown command {unknown[0]}")
    for element in formula.iter():
        # Sums carry their limits above and below where there is room; latex2mathml puts them at the side.
        if element.tag in LIMITS and element[0].tag == "mo" and element[0].text in "∑∏":
            element.tag = LIMITS[element.tag]
        for before, part in zip([None, *element], element):
            if part.tag != "mo":
                continue
            # A sign after a bracket or a comma belongs to its number; without the hint it gets an operator's space.
            if part.text in ("-", "−") and (before is None or before.tag == "mo" and before.text in OPENING):
                part.set("form", "prefix")
                part.text = "−"
            elif part.text and part.text.isalpha() and part.text.isascii():
                part.tag = "mi"  # a function's name such as max is no operator
    if display == "inline":
        del formula.attrib["display"]
    return ElementTree.tostring(formula, encoding="unicode")


def visit(self: HTML5Translator, node: nodes.Element, display: str) -> None:
    try:
        formula = mathml(node.astext(), display)
    except Exception as error:  # latex2mathml raises many kinds, all of them about the formula
        reason = str(error) or type(error).__name__
        logger.warning("this formula cannot be converted (%s); write it in plainer LaTeX: %s", reason, node.astext(), location=node)
        formula = ""
    self.body.append(formula if display == "inline" else f'<div class="formula">{formula}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    app.add_html_math_renderer(
        "mathml",
        inline_renderers=(lambda self, node: visit(self, node, "inline"), None),
        block_renderers=(lambda self, node: visit(self, node, "block"), None),
    )
