"""Helpers for the diagrams: shapes and labels as SVG text.

A figure is a script beside this module.
It joins what these functions return and calls `save`, which writes the SVG
beside the script.  Colours and fonts come from `_static/diagram.css` and
`_static/tokens.css`, never from a script.

A point is a pair (x, y); every drawing is 560 units wide.
An ink is a class: given, learned, computed, overview, context, pooling.
"""

import math
import re
from html import escape
from pathlib import Path

WIDTH = 560
NODE = 46  # side of an input, height of an output
DASH, SPACE = 9, 6  # of a negative weight, as in diagram.css
STATIC = Path(__file__).resolve().parent.parent / "_static"


# Numbers and text


def num(value):
    """A number as short as possible: one decimal at most, none if it is 0."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")


def points(*pairs):
    """Corner points for a path: `x y` pairs joined by L."""
    return "L".join(f"{num(x)} {num(y)}" for x, y in pairs)


def _words(words):
    """Escaped text, with a real minus sign before a number."""
    return re.sub(r"-(?=\d)", "\N{MINUS SIGN}", escape(str(words), quote=False))


def text(at, words, classes="", anchor="middle"):
    """Words with their baseline at a point; anchor: start, middle or end."""
    x, y = at
    kind = f' class="{classes}"' if classes else ""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text{kind} x="{num(x)}" y="{num(y)}"{side}>{_words(words)}</text>'


def symbol(at, name, ink="", value=None):
    """A symbol such as `x1`, in italics with its index, centred on a point.

    With a value it reads as an equation, in the size of other labels.
    """
    x, y = at[0], at[1] + 6  # the baseline lies below the middle
    letter, index = name[0], name[1:]
    content = letter
    if index:
        content += f'<tspan class="index" dy="5">{index}</tspan>'
    if value is not None:
        raised = ' dy="-5"' if index else ""
        content += f'<tspan class="value"{raised}> = {_words(value)}</tspan>'
    return f'<text class="symbol {ink}" x="{num(x)}" y="{num(y)}" text-anchor="middle">{content}</text>'


# Shapes


def path(d, classes):
    """A path from its commands, put together by the caller."""
    return f'<path class="{classes}" d="{d}"/>'


def box(corner, size, ink, radius=4):
    """A rectangle by its upper left corner."""
    (x, y), (width, height) = corner, size
    return (
        f'<rect class="{ink}" x="{num(x)}" y="{num(y)}" width="{num(width)}"'
        f' height="{num(height)}" rx="{num(radius)}"/>'
    )


def square(centre, name):
    """An input: given, so a square."""
    x, y = centre
    corner = x - NODE / 2, y - NODE / 2
    return box(corner, (NODE, NODE), "given") + symbol((x, y - 1), name, "given")


def circle(centre, radius, name="", ink="computed"):
    """A neuron: computed, so a circle."""
    x, y = centre
    shape = f'<circle class="{ink}" cx="{num(x)}" cy="{num(y)}" r="{num(radius)}"/>'
    return shape + (symbol(centre, name, ink) if name else "")


def diamond(centre, name, half=23):
    """A bias: learned, but without an input, so a diamond."""
    x, y = centre
    corners = (x, y - half), (x + half, y), (x, y + half), (x - half, y)
    return path(f"M{points(*corners)}z", "learned") + symbol(centre, name, "learned")


def pill(centre, width, label):
    """An output; `label` is text or a symbol, drawn by the caller."""
    x, y = centre
    corner = x - width / 2, y - NODE / 2
    return box(corner, (width, NODE), "computed", NODE / 2) + label


# Lines


def along(start, end, distance):
    """The point at a distance from the start, on the way to the end."""
    share = distance / math.dist(start, end)
    return tuple(a + share * (b - a) for a, b in zip(start, end))


def head(start, end, ink="computed", size=12):
    """The head of an arrow from start to end.

    Drawn, not a marker: a marker needs an id that is unique on the page.
    """
    base = along(end, start, size)
    across = (end[1] - base[1]) * 0.42, (base[0] - end[0]) * 0.42
    left = base[0] + across[0], base[1] + across[1]
    right = base[0] - across[0], base[1] - across[1]
    return path(f"M{points(end, left, right)}z", f"solid {ink}")


def arrow(start, end, ink="computed", size=12):
    """A line with a head at its end."""
    # The shaft stops inside the head, so that the tip stays sharp.
    shaft = path(f"M{points(start, along(end, start, size - 2))}", f"line {ink}")
    return shaft + head(start, end, ink, size)


def weight(start, end, label=None, width=3, negative=False, at=0.5):
    """A weighted connection: width by size, dashed when it is negative.

    The line is broken where the label stands, at a place from 0 to 1.
    A label is the room it takes and a function that draws it at a point.
    """
    d, words = f"M{points(start, end)}", ""
    if label:
        room, drawn = label
        length = math.dist(start, end)
        # The line leaves the box around the label by its nearer side.
        half = min(side / 2 * length / max(abs(b - a), 0.01) for side, a, b in zip(room, start, end))
        before = along(start, end, at * length - half)
        after = along(start, end, at * length + half)
        d = f"M{points(start, before)}M{points(after, end)}"
        words = drawn(along(start, end, at * length))
    kind, fit = "learned line", ""
    if negative:
        kind += " negative"
        # Stretch the dashes a little, so that each part ends with a whole one.
        count = 2 if label else 1
        drawn_length = math.dist(start, end) - (2 * half if label else 0)
        dashes = round((drawn_length / count + SPACE) / (DASH + SPACE))
        fit = f' pathLength="{count * (dashes * (DASH + SPACE) - SPACE)}"'
    return f'<path class="{kind}" stroke-width="{num(width)}"{fit} d="{d}"/>' + words


def weight_symbol(name):
    """Label of a weight: its symbol."""
    return (36, 30), lambda at: symbol(at, name, "learned")


def weight_value(value):
    """Label of a weight: its value."""
    room = 12 + 10 * len(str(value)), 24
    return room, lambda at: text((at[0], at[1] + 6), value, "learned strong")


# The file


def _variables(css, needed):
    """The needed custom properties and their values, in the order of the file."""
    found = re.findall(r"(--[\w-]+):\s*([^;]+);", css)
    return {name: value for name, value in found if name in needed}


def _style():
    """The style that lets a drawing work alone: in a notebook, on GitHub.

    The build takes it out of a drawing that it puts into a page.
    """
    # Comments go first: they may hold what looks like a rule.
    comment = re.compile(r"\s*/\*.*?\*/", re.S)
    tokens = comment.sub("", (STATIC / "tokens.css").read_text("utf-8"))
    rules = comment.sub("", (STATIC / "diagram.css").read_text("utf-8")).strip()
    needed = set(re.findall(r"var\((--[\w-]+)\)", rules))
    light, dark = (
        _variables(re.search(selector + r"\s*{(.*?)}", tokens, re.S)[1], needed)
        for selector in (r":root", r'\[data-theme="dark"\]')
    )
    missing = needed - set(light)
    if missing:
        raise SystemExit(f"not in tokens.css: {', '.join(sorted(missing))}")

    def block(values):
        return ".diagram{" + ";".join(f"{k}:{v}" for k, v in values.items()) + "}"

    # Not for paper: a printed page is light.
    return "\n".join([
        "<style>",
        block(light),
        "@media screen and (prefers-color-scheme: dark){" + block(dark) + "}",
        rules,
        "</style>",
    ])


def document(title, height, *parts):
    """A whole SVG file around the parts, one part a line."""
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram"'
        f' viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">',
        f"<title>{escape(title)}</title>",
        _style(),
        *parts,
        "</svg>",
        "",
    ])


def save(script, svg):
    """Write the SVG beside its script."""
    # Bytes, so that line ends are the same on every system.
    Path(script).resolve().with_suffix(".svg").write_bytes(svg.encode("utf-8"))
