"""Dropout: two steps of the training, then a prediction."""

from draw import WIDTH, along, box, circle, document, num, save, text, weight

SIDE, RADIUS = 24, 15
INPUTS = [70, 120, 170]
HIDDEN = [45, 95, 145, 195]
OUTPUT = 120
PANELS = [  # label, hidden neurons that are left out
    ("training, step 1", {1, 2}),
    ("training, step 2", {0, 2}),
    ("prediction", set()),
]
PANEL = 150
SPACE = (WIDTH - 3 * PANEL) / 2

parts = []
for number, (label, dropped) in enumerate(PANELS):
    left = number * (PANEL + SPACE)
    inputs = [(left + SIDE / 2 + 1, y) for y in INPUTS]
    hidden = [(left + PANEL / 2, y) for y in HIDDEN]
    output = left + PANEL - RADIUS - 2, OUTPUT
    for i, neuron in enumerate(hidden):
        if i in dropped:
            x, y = neuron
            parts.append(f'<circle class="context negative thin" cx="{num(x)}" cy="{num(y)}" r="{RADIUS}"/>')
            continue
        for source in inputs:
            start = source[0] + SIDE / 2, source[1]
            parts.append(weight(start, along(neuron, start, RADIUS), width=2))
        start = along(neuron, output, RADIUS)
        parts.append(weight(start, along(output, neuron, RADIUS), width=2))
        parts.append(circle(neuron, RADIUS))
    for x, y in inputs:
        parts.append(box((x - SIDE / 2, y - SIDE / 2), (SIDE, SIDE), "given"))
    parts.append(circle(output, RADIUS))
    parts.append(text((left + PANEL / 2, 244), label, "strong"))

save(__file__, document("A network with dropout", 254, *parts))
