"""Formulas as native MathML, made at build time: no script, no other host, readable to screen readers."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from ..text.mathml import mathml

logger = logging.getLogger(__name__)


def visit(self: HTML5Translator, node: nodes.Element, display: str) -> None:
    try:
        formula = mathml(node.astext(), display)
    except Exception as error:  # latex2mathml raises many kinds, all of them about the formula
        reason = str(error) or type(error).__name__
        logger.warning(
            "this formula cannot be converted (%s); write it in plainer LaTeX: %s", reason, node.astext(), location=node
        )
        formula = ""
    self.body.append(formula if display == "inline" else f'<div class="formula">{formula}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    app.add_html_math_renderer(
        "mathml",
        inline_renderers=(lambda self, node: visit(self, node, "inline"), None),
        block_renderers=(lambda self, node: visit(self, node, "block"), None),
    )
