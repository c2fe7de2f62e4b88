"""The network of the exercise: two inputs, two hidden neurons, one output."""

from draw import NODE, along, arrow, circle, document, save, square, symbol, weight, weight_value

RADIUS = 34
INPUTS = {"x1": (25, 78), "x2": (25, 208)}
HIDDEN = {"h1": (252, 78), "h2": (252, 208)}
OUTPUT = (441, 143)
TO_HIDDEN = 1  # all four
TO_OUTPUT = {"h1": 1, "h2": -2}
BIASES = [("b1", 0, (252, 22)), ("b2", -1, (252, 264)), ("b3", 0, (441, 87))]

parts = []
for source in INPUTS.values():
    for target in HIDDEN.values():
        start = source[0] + NODE / 2, source[1]
        # Labels keep away from the place where the two lines cross.
        place = 0.5 if source[1] == target[1] else 0.27
        end = along(target, start, RADIUS)
        label = weight_value(TO_HIDDEN)
        parts.append(weight(start, end, label, 3, at=place))

for name, value in TO_OUTPUT.items():
    start = along(HIDDEN[name], OUTPUT, RADIUS)
    end = along(OUTPUT, HIDDEN[name], RADIUS)
    label = weight_value(value)
    parts.append(weight(start, end, label, 3 * abs(value), value < 0))

parts += [square(centre, name) for name, centre in INPUTS.items()]
parts += [circle(centre, RADIUS, name) for name, centre in HIDDEN.items()]
parts.append(circle(OUTPUT, RADIUS, "y"))
parts += [symbol(at, name, "learned", value) for name, value, at in BIASES]
x, y = OUTPUT
parts.append(arrow((x + RADIUS, y), (x + RADIUS + 82, y)))

save(__file__, document("A network with two inputs and three neurons", 280, *parts))
