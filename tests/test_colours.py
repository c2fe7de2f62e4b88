"""The colours of `_static/tokens.css`: enough contrast in each theme, and the same in the plots."""

from __future__ import annotations

import re

import pytest
from lesson.paths import ROOT
from lesson.run import plots

TOKENS = (ROOT / "_static" / "tokens.css").read_text(encoding="utf-8")
THEMES = {"light": ":root", "dark": '[data-theme="dark"]', "projector": '[data-present]:not([data-theme="dark"])'}
TEXT, MARK = 4.5, 3  # WCAG 2.2: 1.4.3 for text, 1.4.11 for what is drawn and for the edges of controls

SURFACES = ["page", "raised", "sunken"]
# Boxes with a tint behind their text; the others stand on the page.
TINTED = ["exercise", "solution", "callout", "instructor", "warning", "output"]
KINDS = [*TINTED, "overview", "keypoints"]
INKS = ["given", "learned", "computed", "wrong"]
MARKS = ["given", "learned", "computed", "wrong", "violet"]
SYNTAX = ["text", "comment", "keyword", "literal", "name", "operator", "error"]
# Where diagrams and playgrounds stand.
DRAWN_ON = [*SURFACES, "exercise-tint", "solution-tint"]

PAIRS = [
    *(
        (text, surface, TEXT)
        for text in ("text", "muted", "link")
        for surface in [*SURFACES, *(f"{kind}-tint" for kind in TINTED)]
    ),
    *((kind, "page", TEXT) for kind in KINDS),
    *((kind, f"{kind}-tint", TEXT) for kind in TINTED),
    *((ink, surface, TEXT) for ink in INKS for surface in [*DRAWN_ON, "callout-tint", "instructor-tint"]),
    *((f"syn-{name}", "sunken", TEXT) for name in SYNTAX),
    ("text", "select", TEXT),
    ("accent", "page", TEXT),
    ("ink", "paper", TEXT),
    *((name, surface, MARK) for name in ["focus", "line", *(f"mark-{mark}" for mark in MARKS)] for surface in DRAWN_ON),
]


def colours(css: str) -> dict[str, dict[str, str]]:
    """Return the colours of each theme by their names; a theme names only what differs from the light one."""
    rules = dict(re.findall(r"([^{}]+?)\s*\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", css, flags=re.S)))
    found = {
        name: dict(
            re.findall(
                r"--dl-([\w-]+):\s*(#[0-9A-Fa-f]{6})\b",
                next(body for rule, body in rules.items() if rule.strip() == selector),
            )
        )
        for name, selector in THEMES.items()
    }
    return {name: found["light"] | own for name, own in found.items()}


def luminance(colour: str) -> float:
    """Return the relative luminance that WCAG defines."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear))


def too_weak(css: str, theme: str) -> list[str]:
    """Return the pairs of a theme that have less contrast than they need."""
    named, found = colours(css)[theme], []
    for front, back, least in PAIRS:
        dark, light = sorted(luminance(named[name]) for name in (front, back))
        ratio = (light + 0.05) / (dark + 0.05)
        if ratio < least:
            found.append(f"--dl-{front} on --dl-{back}: {ratio:.2f} to 1, {least} is the least; change one of them")
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_contrast(theme):
    assert too_weak(TOKENS, theme) == []


@pytest.mark.parametrize(
    "theme, name, worse",
    [
        ("light", "muted", "#8A9098"),
        ("light", "mark-learned", "#E0956A"),
        ("dark", "line", "#4A4F57"),
        ("dark", "solution", "#2A7070"),
        ("projector", "muted", "#9AA0A8"),
    ],
)
def test_a_worse_colour_is_found(theme, name, worse):
    css = TOKENS.replace(colours(TOKENS)[theme][name], worse)
    assert any(f"--dl-{name} on" in finding for finding in too_weak(css, theme))


def test_contrast_speaks_of_all_colours():
    """A new token needs its pairs here; lines that only decorate need none."""
    assert set(colours(TOKENS)["light"]) - {name for pair in PAIRS for name in pair[:2]} == {"hairline"}


def test_each_token_is_used():
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("_static", "_templates", "_ext", "fig")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".css", ".js", ".html", ".py")
    )
    tokens = set(re.findall(r"(--dl-[\w-]+):", TOKENS))
    used = {token for token in tokens if re.search(rf"{token}(?![\w:-])", code)}
    assert sorted(tokens - used) == []


def test_plots_have_the_colours_of_the_pages():
    style = (ROOT / "_ext" / "lesson" / "run" / "matplotlibrc").read_text(encoding="utf-8")
    light, dark = colours(TOKENS)["light"], colours(TOKENS)["dark"]
    tokens = {
        "text.color": "text",
        "axes.labelcolor": "text",
        "axes.titlecolor": "text",
        "axes.edgecolor": "line",
        "xtick.color": "line",
        "ytick.color": "line",
        "xtick.labelcolor": "muted",
        "ytick.labelcolor": "muted",
        "grid.color": "hairline",
    }
    found = dict(re.findall(r'^([\w.]+): "(#\w{6})"$', style, re.M))
    assert found == {setting: light[token] for setting, token in tokens.items()}
    series = re.search(r'cycler\("color", \[(.+?)\]\)', style)[1]
    assert re.findall(r'"(\w{6})"', series) == [light[f"mark-{mark}"].removeprefix("#") for mark in MARKS]
    assert plots.DARK == {light[token].lower(): dark[token] for token in ("text", "muted", "line", "hairline")}
