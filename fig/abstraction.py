"""Layers find ever more abstract things, in a picture and in a sound."""

import math

from draw import WIDTH, arrow, box, document, num, path, pill, points, save, text

SIDE = 86
PITCH = (WIDTH - 4 - SIDE) / 4

CAT = (
    "M20 14L33 26Q43 23 53 26L66 14 69 46Q68 72 43 74Q18 72 17 46Z"
    "M39 56h8l-4 5zM43 61q-3 6-9 4M43 61q3 6 9 4"
    "M6 52l19 4M6 66l19-3M80 52l-19 4M80 66l-19-3"
    "M31 43v5M55 43v5"
)
EDGES = "M14 24h14M43 13v16M60 14l12 12M14 50l12-12M36 43h14M67 36v16M20 60v14M38 62l12 12M60 74l12-12"
SHAPES = "M14 38L24 14 36 34zM52 26a11 11 0 1 0 22 0a11 11 0 1 0-22 0zM14 52q4 22 26 22M52 54h22M52 64h22M52 74h22"
PARTS = (
    "M12 38L20 12 38 30M20 33L23 22 30 30"  # an ear
    "M48 27q13-15 26 0q-13 15-26 0zM61 22v10"  # an eye
    "M36 54h14l-7 8zM43 62q-4 10-14 7M43 62q4 10 14 7"  # nose and mouth
    "M12 56l15 3M12 72l15-4M74 56l-15 3M74 72l-15-4"
)


def wave(y, height, turns):
    """A sine wave across a panel."""
    xs = range(10, 77, 2)
    turn = 2 * math.pi * turns / 66
    return "M" + points(*[(x, y - height * math.sin(turn * (x - 10))) for x in xs])


def sound():
    """The outline of a spoken word of two syllables, as bars."""
    bars = []
    for i in range(17):
        loud = math.sin(math.pi * (i % 9 + 0.7) / 9.5) * (26 if i < 9 else 34)
        height = max(2, loud * (0.65 + 0.35 * math.cos(2.4 * i)))
        bars.append(f"M{num(11 + 4 * i)} {num(43 - height)}v{num(2 * height)}")
    return "".join(bars)


FREQUENCIES = wave(20, 9, 2) + wave(43, 9, 4) + wave(66, 9, 8)
# Bands of a spectrogram: they rise, stay or fall while the word is spoken.
PATTERNS = "M12 66q10-8 24-6M12 48q12-14 24-12M12 22q12 4 24 2M48 62q14 0 26 8M48 40q12 2 26 14M48 20q14-4 26-4"

ROWS = [
    (4, [("image", CAT), ("edges", EDGES), ("shapes", SHAPES), ("parts", PARTS), ("concept", "cat")]),
    (
        134,
        [
            ("sound", sound()),
            ("frequencies", FREQUENCIES),
            ("patterns", PATTERNS),
            ("words", "“hello”"),
            ("concept", "greeting"),
        ],
    ),
]

parts = []
for top, panels in ROWS:
    for i, (name, content) in enumerate(panels):
        left = 2 + PITCH * i
        middle = left + SIDE / 2, top + SIDE / 2
        ink = "computed" if i else "given"
        if i:
            before = left - PITCH + SIDE + 4, middle[1]
            parts.append(arrow(before, (left - 3, middle[1])))
        if name == "concept":
            label = text((middle[0], middle[1] + 6), content, "computed")
            parts.append(pill(middle, SIDE, label))
        else:
            parts.append(box((left, top), (SIDE, SIDE), ink, 16 if i else 4))
            if content.startswith("M"):
                drawing = path(content, f"line round {ink}")
                place = f"translate({num(left)} {top})"
                parts.append(f'<g transform="{place}">{drawing}</g>')
            else:
                parts.append(text((middle[0], middle[1] + 6), content, ink))
        words = "small" if i else "small given"
        parts.append(text((middle[0], top + SIDE + 22), name, words))

# The direction that both rows share.
first, last = 2 + PITCH, WIDTH - 2
parts.append(arrow((first, 274), (last, 274), "context"))
parts.append(text((first, 298), "first layers", "small muted", "start"))
parts.append(text(((first + last) / 2, 298), "more and more abstract", "strong"))
parts.append(text((last, 298), "last layers", "small muted", "end"))

title = "From edges to a cat, from frequencies to a greeting"
save(__file__, document(title, 306, *parts))
