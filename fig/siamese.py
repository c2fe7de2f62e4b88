"""A Siamese network: two inputs, one base, two embeddings, one similarity."""

from draw import arrow, box, circle, document, path, pill, points, save, text

UPPER, LOWER, MIDDLE = 62, 218, 140

parts = []
for y, name in [(UPPER, "A"), (LOWER, "B")]:
    parts += [
        box((2, y - 34), (68, 68), "given"),
        text((36, y + 6), f"input {name}", "given small"),
        arrow((70, y), (124, y)),
        box((126, y - 34), (96, 68), "computed", 8),
        text((174, y + 6), "base", "computed"),
        arrow((222, y), (278, y)),
        *(circle((290, y - 44 + 22 * i), 9) for i in range(5)),
    ]

# The weights are the same ones, not copies that drift apart.
parts += [
    path(
        f"M{points((174, UPPER + 34), (174, MIDDLE - 16))}M{points((174, MIDDLE + 14), (174, LOWER - 34))}",
        "learned line",
    ),
    text((174, MIDDLE + 5), "same weights", "learned strong"),
    text((292, MIDDLE + 5), "embeddings", "computed small"),
    arrow((303, UPPER + 4), (392, MIDDLE - 20)),
    arrow((303, LOWER - 4), (392, MIDDLE + 20)),
    circle((408, MIDDLE), 28),
    text((408, MIDDLE + 6), "cos", "computed"),
    arrow((436, MIDDLE), (462, MIDDLE)),
    pill((511, MIDDLE), 94, text((511, MIDDLE + 6), "similarity", "computed")),
]

save(__file__, document("A Siamese network with its two inputs", 280, *parts))
