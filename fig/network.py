"""A fully connected network: input layer, hidden layer, output layer."""

from draw import NODE, WIDTH, along, arrow, circle, document, head, save, square, text, weight

RADIUS = 25
MIDDLE = 140
INPUT_X, HIDDEN_X, OUTPUT_X = 58, 274, 462


def column(x, count, pitch=78):
    """Centres of the nodes of a layer, one above the other."""
    top = MIDDLE - pitch * (count - 1) / 2
    return [(x, top + pitch * i) for i in range(count)]


inputs = column(INPUT_X, 3)
hidden = column(HIDDEN_X, 4, 72)
outputs = column(OUTPUT_X, 2)

parts = []
for sources, targets, start_of in [
    (inputs, hidden, lambda node, target: (node[0] + NODE / 2, node[1])),
    (hidden, outputs, lambda node, target: along(node, target, RADIUS)),
]:
    for source in sources:
        for target in targets:
            start = start_of(source, target)
            end = along(target, start, RADIUS)
            parts.append(weight(start, along(end, start, 10), width=2))
            parts.append(head(start, end, "learned", 11))

parts += [square(at, f"x{i}") for i, at in enumerate(inputs, start=1)]
parts += [circle(at, RADIUS, f"h{i}") for i, at in enumerate(hidden, start=1)]
parts += [circle(at, RADIUS, f"y{i}") for i, at in enumerate(outputs, start=1)]
parts += [arrow((x + RADIUS, y), (WIDTH - 2, y)) for x, y in outputs]

for x, words, ink in [
    (INPUT_X, "input layer", "given"),
    (HIDDEN_X, "hidden layer", "computed"),
    (OUTPUT_X, "output layer", "computed"),
]:
    parts.append(text((x, 298), words, f"{ink} strong"))

save(__file__, document("A fully connected network with three layers", 308, *parts))
