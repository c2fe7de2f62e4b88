"""The 442 patients of episode 3, divided into three sets."""

from draw import NODE, WIDTH, box, document, save, text

PARTS = [  # name, patients, purpose
    ("training", 309, "find the weights"),
    ("validation", 66, "choose"),
    ("test", 67, "judge once"),
]
GAP = 6
TOP = 34

parts = []
scale = (WIDTH - 2 - GAP * (len(PARTS) - 1)) / sum(count for _, count, _ in PARTS)
left = 1
for name, count, purpose in PARTS:
    width = count * scale
    middle = left + width / 2
    parts.append(text((middle, TOP - 12), name, "given small"))
    parts.append(box((left, TOP), (width, NODE), "given"))
    parts.append(text((middle, TOP + 29), count, "given strong"))
    parts.append(text((middle, TOP + NODE + 24), purpose, "small"))
    left += width + GAP

save(__file__, document("Three sets of data", TOP + NODE + 34, *parts))
