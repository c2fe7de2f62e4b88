"""What the lesson leads to: a handwritten digit, a network, and how sure it is of each answer."""

from draw import arrow, box, circle, document, path, points, save, text
from sklearn.datasets import load_digits

DIGIT = load_digits().images[7]  # an 8 by 8 image of a 7, values from 0 to 16
PIXEL = 22
LEFT, TOP = 4, 12
MIDDLE = TOP + 4 * PIXEL
COLUMNS = [(248, 6, 30), (306, 8, 23), (364, 6, 30)]  # x, neurons, pitch
BARS_X, BAR = 446, 100
# A sketch: one answer stands out, and one is a rival.
SURE = {1: 0.03, 2: 0.02, 7: 0.86, 9: 0.09}

parts = [box((LEFT, TOP), (8 * PIXEL, 8 * PIXEL), "given", 2)]
for row, values in enumerate(DIGIT):
    for column, value in enumerate(values):
        side = PIXEL * (value / 16) ** 0.5
        if side:
            x = LEFT + (column + 0.5) * PIXEL - side / 2
            y = TOP + (row + 0.5) * PIXEL - side / 2
            parts.append(box((x, y), (side, side), "solid given", 0))

layers = [[(x, MIDDLE + pitch * (i - (count - 1) / 2)) for i in range(count)] for x, count, pitch in COLUMNS]
for left, right in zip(layers, layers[1:]):
    lines = "".join(f"M{points(a, b)}" for a in left for b in right)
    parts.append(path(lines, "learned line thin"))
parts += [circle(at, 8) for layer in layers for at in layer]
parts.append(arrow((LEFT + 8 * PIXEL + 12, MIDDLE), (COLUMNS[0][0] - 18, MIDDLE)))
parts.append(arrow((COLUMNS[-1][0] + 18, MIDDLE), (BARS_X - 28, MIDDLE)))

for digit in range(10):
    y = TOP + 9 + 17.5 * digit
    chosen = digit == max(SURE, key=SURE.get)
    parts.append(text((BARS_X - 8, y + 6), digit, "computed strong" if chosen else "muted small", "end"))
    parts.append(box((BARS_X, y - 6), (max(2, BAR * SURE.get(digit, 0)), 12), "solid computed", 0))

for x, words, ink in [
    (LEFT + 4 * PIXEL, "an image", "given"),
    (COLUMNS[1][0], "a network", "learned"),
    (BARS_X + BAR / 2 - 8, "its answer", "computed"),
]:
    parts.append(text((x, TOP + 8 * PIXEL + 30), words, f"{ink} strong"))

save(__file__, document("An image of a 7, a network, and how sure it is of each digit", 228, *parts))
