"""Deep learning inside machine learning inside artificial intelligence."""

from draw import WIDTH, box, circle, document, path, points, save, text

# From the outside in: name, definition.
SETS = [
    ("Artificial intelligence (AI)", ["machines that sense, reason and act like humans"]),
    ("Machine learning (ML)", ["programs that learn from data, not from rules"]),
    ("Deep learning (DL)", ["neural networks with many layers", "that learn from large amounts of data"]),
]
STEP = 82  # from the top of one set to the top of the next
INSET = 20
HEIGHT = 318

parts = []
for level, (name, definition) in enumerate(SETS):
    x, y = 2 + INSET * level, 2 + STEP * level
    size = WIDTH - 2 * x, HEIGHT - x - y
    parts.append(box((x, y), size, "overview", 14))
    parts.append(text((x + 20, y + 34), name, "strong", "start"))
    for line, words in enumerate(definition):
        parts.append(text((x + 20, y + 60 + 24 * line), words, "", "start"))

# A small network on the right, clear of the words in wider fonts, too.
columns = [
    [(x, 221 + 22 * (i - (count - 1) / 2)) for i in range(count)]
    for x, count in [(422, 2), (446, 3), (470, 3), (494, 2)]
]
for left, right in zip(columns, columns[1:]):
    lines = "".join(f"M{points(a, b)}" for a in left for b in right)
    parts.append(path(lines, "learned line thin"))
for column, ink in zip(columns, ["given", "computed", "computed", "computed"]):
    for x, y in column:
        given = box((x - 6, y - 6), (12, 12), ink, 2)
        parts.append(given if ink == "given" else circle((x, y), 6.5))

save(__file__, document("Three nested sets", HEIGHT, *parts))
