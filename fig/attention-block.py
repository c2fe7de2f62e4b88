"""A transformer block: attention and dense layers, each with a way around it and a normalisation behind it."""

from draw import arrow, box, circle, document, path, points, save, text

MIDDLE, ABOVE = 150, 66
parts = []


def vectors(x):
    """A column of three vectors, one for each word."""
    return [box((x, MIDDLE - 51 + 36 * i), (34, 30), "computed", 4) for i in range(3)]


def layer(x, width, lines, ink="learned"):
    """A box with its words, one above the other."""
    top = MIDDLE - 52
    return box((x, top), (width, 104), ink, 8) + "".join(
        text((x + width / 2, MIDDLE + 6 + 22 * (i - (len(lines) - 1) / 2)), line, f"{ink} strong" if i == 0 else ink)
        for i, line in enumerate(lines)
    )


def around(start, end):
    """A line that leads around a layer, with its head on the plus sign."""
    return path(f"M{points((start, MIDDLE), (start, ABOVE), (end, ABOVE))}", "computed line") + arrow(
        (end, ABOVE), (end, MIDDLE - 16)
    )


def plus(x):
    return circle((x, MIDDLE), 14) + text((x, MIDDLE + 6), "+", "computed strong")


def normalisation(x):
    return box((x, MIDDLE - 52), (16, 104), "learned", 4)


parts += vectors(2)
for x, lines, width in [(64, ["attention", "several", "heads"], 112), (318, ["two", "dense", "layers"], 76)]:
    start, end = x - 14, x + width + 30
    parts += [
        arrow((x - 28, MIDDLE), (x - 3, MIDDLE), size=10),
        layer(x, width, lines),
        arrow((x + width, MIDDLE), (end - 15, MIDDLE), size=10),
        around(start, end),
        plus(end),
        arrow((end + 14, MIDDLE), (end + 32, MIDDLE), size=10),
        normalisation(end + 33),
    ]
parts += [
    path(f"M{points((255, MIDDLE), (292, MIDDLE))}", "computed line"),
    arrow((473, MIDDLE), (522, MIDDLE), size=10),
    *vectors(524),
    text((247, 232), "normalise", "small learned"),
    text((465, 232), "normalise", "small learned"),
    text((113, 44), "a way around", "small computed"),
    text((19, 232), "in", "small computed"),
    text((541, 232), "out", "small computed"),
]

save(__file__, document("A transformer block", 246, *parts))
