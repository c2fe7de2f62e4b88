"""Make matplotlib's SVG fit the page: dark mode, system fonts, no leftovers that only cost bytes."""

from __future__ import annotations

import re

# Light and dark of text, muted text, axes and grid, as in _static/tokens.css and matplotlibrc.
DARK = {"#1d2228": "#E8E6E1", "#545a62": "#B0B4BB", "#7d8088": "#7D848E", "#dfdbd0": "#343A43"}


def dark_rules() -> str:
    """Return the style that swaps the ink where the page is dark.

    Inside an `<img>`, `prefers-color-scheme` follows the page's own `color-scheme`.
    """
    rules = "".join(
        f'[style*="{part}: {light}"]{{{part}:{dark}!important}}'
        for light, dark in DARK.items()
        for part in ("fill", "stroke")
    )
    return f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>"


def tidy(svg: str) -> str:
    """Return matplotlib's SVG without prologue and metadata, and with dark-mode rules."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.S)
    svg = re.sub(r">\n\s*<", ">\n<", svg)
    return svg.replace("</svg>", dark_rules() + "</svg>").strip() + "\n"
