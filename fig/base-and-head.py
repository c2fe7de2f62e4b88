"""Transfer learning: keep the base of a trained network, replace its head."""

from draw import arrow, box, circle, document, num, path, pill, points, save, text

HEIGHT = 108  # of a part of the network
BASE, HEAD = (138, 200), (368, 76)  # left side and width
SIDE = 31  # of an image
parts = []


def photograph(x, y, size=SIDE):
    """A coloured photograph, given, by its middle: a sun above a hill."""
    left, right, bottom = x - size / 2, x + size / 2, y + size / 2
    parts.append(box((left, y - size / 2), (size, size), "given", 3))
    parts.append(circle((left + size * 0.3, y - size * 0.2), 3.5, ink="solid given"))
    hill = points((left + 5, bottom - 5), (x + 2, y - 2), (right - 5, bottom - 5))
    parts.append(path(f"M{hill}z", "solid given"))


def patch(x, y, lines, size=SIDE):
    """A patch, given: the lines of its surface, from its upper left corner."""
    left, top = x - size / 2, y - size / 2
    parts.append(box((left, top), (size, size), "given", 3))
    for line in lines:
        parts.append(path("M" + points(*((left + across, top + down) for across, down in line)), "line thin given"))


def lock(x, y):
    """A padlock, by the middle of its body."""
    parts.append(path(f"M{num(x - 5)} {num(y - 6)}v-5a5 5 0 0 1 10 0v5", "line thin context"))
    parts.append(box((x - 8, y - 6), (16, 13), "solid context", 2))


def network(top, head, neurons, frozen):
    """Base, head and output; a frozen base is drawn in grey."""
    middle = top + HEIGHT / 2
    left, width = BASE
    parts.append(arrow((left - 28, middle), (left - 4, middle)))
    parts.append(box((left, top), (width, HEIGHT), "context" if frozen else "learned", 10))
    # Convolutions: the maps become smaller, and more.
    x = left + 30
    for height, thickness in [(64, 8), (64, 8), (44, 14), (44, 14), (28, 22)]:
        parts.append(
            box((x, top + 44 - height / 2), (thickness, height), "solid context" if frozen else "solid learned", 2)
        )
        x += thickness + 18
    words = left + width / 2, top + HEIGHT - 12
    if frozen:
        parts.append(text((words[0] - 8, words[1]), "base, frozen", "muted strong"))
        lock(left + width - 18, words[1] - 5)
    else:
        parts.append(text(words, "base", "learned strong"))

    end = left + width
    left, width = HEAD
    parts.append(arrow((end + 3, middle), (left - 4, middle)))
    parts.append(box((left, top), (width, HEIGHT), "learned", 10))
    centre = left + width / 2
    for i, line in enumerate(head):
        y = middle - 11 * (len(head) - 1) + 22 * i + 6
        parts.append(text((centre, y), line, "learned strong"))
    parts.append(arrow((left + width + 3, middle), (481, middle)))
    label = text((519, middle + 6), neurons, "computed strong")
    parts.append(pill((519, middle), 68, label))
    parts.append(text((519, middle + 46), "classes", "small computed"))


first, second = 34, 218
parts.append(text((2, 18), "Source: a million photographs", "strong", "start"))
for row in range(3):
    for column in range(3):
        photograph(20 + 35 * column, first + 20 + 35 * row)
network(first, ["head"], "1,000", frozen=False)

parts.append(text((2, second - 16), "Target: few labels", "strong", "start"))
bars = [[(at, 5), (at, 26)] for at in (8, 16, 24)] + [[(5, 15), (26, 15)]]
leaves = [[(at, row), (at + 5, row - 5)] for row in (11, 19, 27) for at in (5, 12, 19)]
petals = [[(at, 8 + row), (at + 5, 14 + row), (at + 10, 8 + row)] for row in (0, 10) for at in (5, 15)]
shadow = [[(6, 25), (25, 6)]]
for (x, y), surface in zip([(38, 18), (74, 18), (38, 54), (74, 54), (56, 90)], [bars, leaves, petals, shadow, []]):
    patch(x, second + y, surface)
network(second, ["new", "head"], 5, frozen=True)

copied = BASE[0] + BASE[1] / 2
parts.append(arrow((copied, first + HEIGHT + 5), (copied, second - 5), "learned"))
parts.append(text((copied + 14, (first + HEIGHT + second) / 2 + 5), "copy the weights", "learned", "start"))
centre = HEAD[0] + HEAD[1] / 2
parts.append(text((centre, first - 12), "stays behind", "small muted"))

title = "Transfer learning: the base is kept, the head is new"
save(__file__, document(title, second + HEIGHT + 10, *parts))
