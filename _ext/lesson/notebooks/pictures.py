"""Drawings and plots as images inside a notebook's text."""

from __future__ import annotations

import base64
import re
from html import escape

# Room beside the words of a drawing: where the site's fonts are missing, others may be wider.
MARGIN = 16


def picture(svg: str, alternative: str | None) -> str:
    """Return an SVG as an image in HTML.

    JupyterLab shows no SVG from an attachment, nor as an output before the notebook is trusted.
    It stands on white in every theme: a notebook does not tell its pictures whether it is dark.
    """
    light = re.sub(r"@media[^{]*\(prefers-color-scheme: ?dark\) ?\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", svg)
    light = re.sub(r'viewBox="0 0 (\d+) (\d+)" width="\d+"', wider, light, count=1)
    light = re.sub(r"(<svg\b[^>]*>)", r'\1<rect x="-50%" width="200%" height="100%" fill="#fff"/>', light, count=1)
    data = base64.b64encode(light.encode()).decode()
    return f'<img alt="{escape(alternative or "")}" src="data:image/svg+xml;base64,{data}">'


def wider(size: re.Match) -> str:
    """Return the size of a drawing with a margin on both sides."""
    width = int(size[1]) + 2 * MARGIN
    return f'viewBox="{-MARGIN} 0 {width} {size[2]}" width="{width}"'
