"""The layers of a network that detects pedestrians, with their sizes.

After Liu, Chen, Li and Hu (2018), https://doi.org/10.1155/2018/3518959.
A block is what a layer returns: as high and deep as its image, as thick as
it has channels, all on compressed scales.
"""

import math

from draw import WIDTH, arrow, document, num, path, pill, points, save, text

FLOOR = 240
SLANT = 0.26  # how far a depth of 1 goes to the right and up
SLICE = 9  # thickness of a pooling layer
GAP = 14

# Height, width, channels, ink; is there a pooling layer before it?
LAYERS = [
    (448, 448, 3, "given", False),
    (448, 448, 32, "computed", False),
    (112, 112, 64, "computed", True),
    (56, 56, 128, "computed", True),
    (28, 28, 256, "computed", True),
    (28, 28, 512, "computed", False),
    (14, 14, 512, "computed", True),
    (14, 14, 1024, "computed", False),
    (28, 7, 30, "full computed", False),
]


def shown(side):
    """Length for the side of an image: 7 and 448 share the drawing."""
    return 8 + 7.6 * math.sqrt(side)


def block(x, floor, height, depth, thickness, ink):
    """A block on the floor: front, top and side; pooling is hatched."""
    back = depth * SLANT
    top, right = floor - height, x + thickness
    outline = points(
        (x, floor),
        (x, top),
        (x + back, top - back),
        (right + back, top - back),
        (right + back, floor - back),
        (right, floor),
    )
    edges = points((x, top), (right, top), (right, floor))
    corner = points((right, top), (right + back, top - back))
    drawn = path(f"M{outline}zM{edges}M{corner}", ink)
    if ink == "pooling":
        count = int(height // 7)
        hatch = (f"M{points((x, top + 7 * i), (right, top + 7 * i - 5))}" for i in range(1, count + 1))
        drawn += path("".join(hatch), f"line thin {ink}")
    return drawn


def pedestrian(corner, across, down):
    """A walker on a face, from its upper left corner and its two edges."""
    # From a 100 by 100 picture to the face, which may be slanted.
    edges = " ".join(f"{value / 100:.3f}" for value in (*across, *down))
    return (
        f'<g class="solid given" transform="matrix({edges} {points(corner)})">'
        '<ellipse cx="50" cy="24" rx="15" ry="5"/>'
        '<path d="M34 33h32l14 22-9 2-9-13v15l14 30h-14l-12-24-12 24h-14l14-30'
        'v-15l-9 13-9-2z"/></g>'
    )


x = 2
parts = []
begin = 0  # where the arrow to the next block starts
for i, (rows, columns, channels, ink, pooled) in enumerate(LAYERS):
    height, depth = shown(rows), shown(columns)
    thickness = 3.5 * math.log2(channels)
    if ink == "full computed":
        x += 9  # its size needs room beside that of the block before
    if i:
        # Over the side of the block before, which was drawn first.
        parts.append(arrow((begin, FLOOR - 20), (x, FLOOR - 20), size=10))
    if pooled:
        parts.append(block(x, FLOOR, height, depth, SLICE, "pooling"))
        x += SLICE
    parts.append(block(x, FLOOR, height, depth, thickness, ink))
    if not i:
        corner = x + thickness, FLOOR - height
        back = depth * SLANT
        parts.append(pedestrian(corner, (back, -back), (0, height)))

    # Sizes stand in two rows, so that neighbours have room.
    size = f"{rows}×{columns}×{channels}"
    middle = x + thickness / 2
    if i % 2:
        parts.append(text((middle, FLOOR + 22), size, "small"))
    else:
        parts.append(path(f"M{num(middle)} {FLOOR + 6}v24", "line thin context"))
        at, anchor = middle, "middle"
        if not i:
            at, anchor = 2, "start"
        elif i == len(LAYERS) - 1:
            at, anchor = WIDTH - 2, "end"
        parts.append(text((at, FLOOR + 47), size, "small", anchor))
    last = middle, FLOOR - height - depth * SLANT
    x += thickness + depth * SLANT
    begin = x - 4
    x += GAP

# What the output says.
centre = 497, 128
parts.append(arrow((last[0], last[1] - 2), (last[0], centre[1] + 24)))
label = text((centre[0], centre[1] + 6), "pedestrian?", "computed")
parts.append(pill(centre, 122, label))

# The kinds of layer, and what the numbers mean.
for x, y, words, ink in [
    (192, 28, "input image", "given"),
    (192, 60, "convolution", "computed"),
    (372, 28, "pooling", "pooling"),
    (372, 60, "output", "full computed"),
]:
    parts.append(block(x, y, 16, 20, SLICE + 5, ink))
    if ink == "given":
        parts.append(pedestrian((x, y - 20), (14, 0), (0, 23)))
    parts.append(text((x + 30, y - 3), words, "", "start"))
sizes = "numbers: height×width×channels"
parts.append(text((192, 94), sizes, "small muted", "start"))

save(__file__, document("Layers of a network that detects pedestrians", 296, *parts))
