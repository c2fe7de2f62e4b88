"""Formulas as MathML: no script, no other host, readable to screen readers."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from latex2mathml.converter import convert

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
    # Notebooks know `aligned`, and latex2mathml what is the same alone on its line.
    latex = re.sub(r"\\(begin|end)\{aligned\}", r"\\\1{align*}", latex)
    formula = ElementTree.fromstring(re.sub(r' xmlns="[^"]*"', "", convert(latex, display=display)))
    # latex2mathml lets them pass, and the page would show the backslash.
    if unknown := re.search(r"\\[A-Za-z]+", " ".join(formula.itertext())):
        raise ValueError(f"unknown command {unknown[0]}")
    for element in formula.iter():
        # Sums carry their limits above and below where there is room; latex2mathml puts them at the side.
        if element.tag in LIMITS and element[0].tag == "mo" and element[0].text in ("∑", "∏"):
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
