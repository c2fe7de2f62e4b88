"""Diagrams inline, so that they follow the page's theme and fonts; plots as images with a size; honest folded cells."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)


def svg_size(svg: str) -> tuple[int, int]:
    """Return width and height of an SVG in CSS pixels, from its viewBox (matplotlib's is in points)."""
    width, height = map(float, re.findall(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', svg)[0])
    scale = 4 / 3 if re.search(r'<svg[^>]*width="[\d.]+pt"', svg) else 1
    return round(width * scale), round(height * scale)


def inline_svg(svg: str, alternative: str) -> str:
    """Return a diagram for use in the page: its own style and tooltip taken out, its alternative text put in."""
    svg = re.sub(r"<(style|title)>.*?</\1>\s*", "", svg[svg.index("<svg") :], flags=re.S)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alternative)}" ', 1)


def visit_image(self: HTML5Translator, node: nodes.image) -> None:
    path = Path(self.builder.srcdir, node["uri"])
    alternative = node.get("alt", "")
    if not alternative or alternative.startswith(("../", "_build/")):
        logger.warning(
            "this image has no alternative text; say with `:alt:` (a plot: `mystnb: image: alt:`) what it shows",
            location=node,
        )
    if path.suffix != ".svg" or not path.exists():
        return HTML5Translator.visit_image(self, node)
    svg = path.read_text(encoding="utf-8")
    if 'class="diagram"' in svg:
        self.body.append(inline_svg(svg, alternative))
    else:
        width, height = svg_size(svg)
        source = f"{self.builder.imgpath}/{self.builder.images[node['uri']]}"
        self.body.append(
            f'<img class="plot" src="{escape(source)}" alt="{escape(alternative)}" '
            f'width="{width}" height="{height}" loading="lazy">'
        )


def depart_image(self: HTML5Translator, node: nodes.image) -> None:
    pass


class CountFoldedLines(SphinxPostTransform):
    """Let the row that unfolds a cell say what is behind it."""

    default_priority = 198  # before myst-nb folds

    def run(self, **options) -> None:
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") == "cell_code" and cell.get("hide_mode") == "input":
                code = next(cell.findall(nodes.literal_block)).astext()
                figure = any(cell.findall(nodes.figure))
                lines = len(code.splitlines())
                cell["prompt_show"] = (
                    f"Code {'for this figure' if figure else 'of this cell'}, {lines} line{'s' * (lines > 1)}"
                )


def visit_folded(self: HTML5Translator, node: HideCodeCellNode) -> None:
    # myst-nb's own puts paragraphs into the summary, which is not valid HTML.
    self.body.append(f'<details class="fold"><summary>{escape(node["prompt_show"])}</summary>')


def depart_folded(self: HTML5Translator, node: HideCodeCellNode) -> None:
    self.body.append("</details>")


def setup(app: Sphinx) -> None:
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
    app.add_post_transform(CountFoldedLines)
    app.add_node(HideCodeCellNode, override=True, html=(visit_folded, depart_folded))
