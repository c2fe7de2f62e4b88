"""One step of attention: a query, three keys, their scores, weights and values, the result."""

from math import exp

from draw import arrow, box, circle, document, num, path, pill, points, save, text

QUERY, KEYS, VALUES = (2, 1), [(2, 0), (0, 2), (1, -1)], [10, 20, 40]
ROWS, MIDDLE = [82, 162, 242], 162
scores = [sum(q * k for q, k in zip(QUERY, key)) for key in KEYS]
weights = [exp(score) / sum(map(exp, scores)) for score in scores]
result = sum(weight * value for weight, value in zip(weights, VALUES))


def vector(x, y, numbers):
    """A box with the numbers of a vector, given."""
    return box((x, y - 20), (76, 40), "given") + text((x + 38, y + 6), ", ".join(map(str, numbers)), "given")


def flow(weight, *lines):
    """Lines that are the thicker, the larger the weight."""
    d = "".join(f"M{points(*line)}" for line in lines)
    return f'<path class="computed line" stroke-width="{num(1 + 7 * weight)}" d="{d}"/>'


parts = [
    text((x, 30), word, f"{ink} strong")
    for x, word, ink in [
        (40, "query", "given"),
        (158, "key", "given"),
        (246, "score", "computed"),
        (332, "weight", "computed"),
        (418, "value", "given"),
        (511, "result", "computed"),
    ]
]
parts.append(vector(2, MIDDLE, QUERY))
for y, key, score, weight, value in zip(ROWS, KEYS, scores, weights, VALUES):
    parts += [
        path(f"M{points((78, MIDDLE), (120, y))}", "line context"),
        vector(120, y, key),
        arrow((196, y), (220, y)),
        circle((246, y), 24),
        text((246, y + 6), score, "computed strong"),
        circle((332, y), 28),
        text((332, y + 6), f"{weight:.2f}", "computed strong"),
        box((390, y - 20), (56, 40), "given"),
        text((418, y + 6), value, "given"),
    ]
    parts.append(flow(weight, ((360, y), (390, y)), ((446, y), (478, MIDDLE))))
parts += [
    box((278, ROWS[0] - 30), (18, ROWS[2] - ROWS[0] + 60), "overview", 6),
    text((287, 300), "softmax", "small muted"),
    *(arrow((270, y), (278, y), size=8) for y in ROWS),
    pill((513, MIDDLE), 70, text((513, MIDDLE + 6), f"{result:.1f}", "computed strong")),
]

save(__file__, document("One step of attention", 310, *parts))
