"""Max pooling by hand: the largest number of each block of 2 by 2."""

from draw import arrow, box, circle, document, save, text

FEATURE_MAP = [[3, 1, 0, 0], [0, 2, 0, 1], [0, 0, 5, 2], [0, 0, 4, 6]]
PITCH = 46
MIDDLE = 112
LEFT, RIGHT = 106, 402  # centres of the first columns

parts = []


def draw_grid(left, values):
    """Circles with numbers, in a square grid."""
    top = MIDDLE - PITCH * (len(values) - 1) / 2
    for row, numbers in enumerate(values):
        for column, number in enumerate(numbers):
            x, y = left + PITCH * column, top + PITCH * row
            kind = "computed strong" if number else "muted"
            parts.append(circle((x, y), 18))
            parts.append(text((x, y + 6), number, kind))


def draw_blocks(left, count, blocks):
    """Frames around the blocks of a grid, so many in a row."""
    side = PITCH * count / blocks
    for row in range(blocks):
        for column in range(blocks):
            corner = (left - PITCH / 2 + side * column, MIDDLE - PITCH * count / 2 + side * row)
            parts.append(box(corner, (side, side), "pooling", 8))


draw_blocks(LEFT, 4, 2)
draw_grid(LEFT, FEATURE_MAP)
pooled = [
    [max(FEATURE_MAP[2 * r + i][2 * c + j] for i in range(2) for j in range(2)) for c in range(2)] for r in range(2)
]
draw_blocks(RIGHT, 2, 2)
draw_grid(RIGHT, pooled)
parts.append(arrow((LEFT + 3.5 * PITCH + 16, MIDDLE), (RIGHT - PITCH / 2 - 16, MIDDLE)))

for left, count, words in [(LEFT, 4, "feature map"), (RIGHT, 2, "after pooling")]:
    middle = left + PITCH * (count - 1) / 2
    parts.append(text((middle, 232), words, "computed strong"))
    size = f"{count}\N{MULTIPLICATION SIGN}{count}"
    parts.append(text((middle, 254), size, "small muted"))

save(__file__, document("Max pooling by hand", 262, *parts))
