"""The network of episode 2: 13 measurements, 10 hidden neurons, 3 cultivars."""

from draw import along, box, circle, document, path, points, save, text

TOP, BOTTOM = 16, 334
INPUT_X, HIDDEN_X, OUTPUT_X = 194, 334, 464
SIDE, SMALL, LARGE = 16, 9, 13
NAMES = [
    "alcohol",
    "malic_acid",
    "ash",
    "alcalinity_of_ash",
    "magnesium",
    "total_phenols",
    "flavanoids",
    "nonflavanoid_phenols",
    "proanthocyanins",
    "color_intensity",
    "hue",
    "od280/od315 …",
    "proline",
]


def column(x, count, top, bottom):
    """Centres of the nodes of a layer, one above the other."""
    return [(x, top + (bottom - top) * i / (count - 1)) for i in range(count)]


def weights(sources, targets, leave, arrive):
    """All the lines between two layers, as one path."""
    lines = []
    for source in sources:
        for target in targets:
            end = along(target, source, arrive)
            lines.append("M" + points(along(source, target, leave), end))
    return path("".join(lines), "learned line thin")


inputs = column(INPUT_X, 13, TOP, BOTTOM)
hidden = column(HIDDEN_X, 10, TOP + 13, BOTTOM - 13)
outputs = column(OUTPUT_X, 3, TOP + 80, BOTTOM - 80)

parts = [weights(inputs, hidden, SIDE / 2, SMALL), weights(hidden, outputs, SMALL, LARGE)]
for (x, y), name in zip(inputs, NAMES):
    parts.append(box((x - SIDE / 2, y - SIDE / 2), (SIDE, SIDE), "given", 2))
    parts.append(text((x - 16, y + 5), name, "given small", "end"))
parts += [circle(at, SMALL) for at in hidden]
for number, (x, y) in enumerate(outputs):
    parts.append(circle((x, y), LARGE))
    parts.append(text((x + 22, y + 6), f"class_{number}", "computed", "start"))

for x, words, ink in [
    (INPUT_X, "13 inputs", "given"),
    (HIDDEN_X, "10 neurons", "computed"),
    (OUTPUT_X, "3 neurons", "computed"),
]:
    parts.append(text((x, BOTTOM + 42), words, f"{ink} strong"))
for x, words in [(HIDDEN_X, "ReLU"), (OUTPUT_X, "softmax")]:
    parts.append(text((x, BOTTOM + 66), words, "computed"))

save(__file__, document("A network with 13 inputs and 3 outputs", 408, *parts))
