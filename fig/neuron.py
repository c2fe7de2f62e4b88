"""One neuron: three inputs, their weights, the sum, a bias, an activation."""

from draw import NODE, arrow, circle, diamond, document, path, pill, save, square, symbol, text, weight, weight_symbol

INPUT_X = 2 + NODE / 2
NEURON, RADIUS = (320, 150), 70
OUTPUT = (516, 150)

# Height of the input, end of its line on the circle, width, sign.
CONNECTIONS = [(50, (255, 124), 2, False), (150, (250, 150), 3.5, True), (250, (255, 176), 5.5, False)]

parts = []
for i, (y, end, width, negative) in enumerate(CONNECTIONS, start=1):
    start = INPUT_X + NODE / 2, y
    label = weight_symbol(f"w{i}")
    parts.append(weight(start, end, label, width, negative))
    parts.append(square((INPUT_X, y), f"x{i}"))

x, y = NEURON
parts += [
    arrow((x, 52), (x, y - RADIUS), "learned"),
    diamond((x, 27), "b"),
    circle(NEURON, RADIUS),
    # Two halves: the sum on the left, the activation on the right.
    path(f"M{x} {y - RADIUS}v{2 * RADIUS}", "line thin computed"),
    text((x - 33, y + 13), "\N{N-ARY SUMMATION}", "sum"),
    path(f"M{x + 14} {y + 14}h17l20-28", "line round computed"),
    text((x - 9, y + 96), "weighted sum", "small muted", "end"),
    text((x - 9, y + 116), "plus bias", "small muted", "end"),
    text((x + 9, y + 96), "activation", "small muted", "start"),
    arrow((x + RADIUS, y), (OUTPUT[0] - 42, y)),
    pill(OUTPUT, 84, symbol(OUTPUT, "y", "computed")),
]

BASELINE = 318
parts += [
    text((2, BASELINE), "inputs", "given strong", "start"),
    text((151, BASELINE), "weights, bias", "learned strong"),
    text((x, BASELINE), "neuron", "computed strong"),
    text((OUTPUT[0], BASELINE), "output", "computed strong"),
]

save(__file__, document("One neuron", 330, *parts))
