"""Transfer learning: keep the base of a trained network, replace its head."""

from draw import arrow, box, document, num, path, pill, save, text

HEIGHT = 108  # of a part of the network
BASE, HEAD = (138, 200), (368, 76)  # left side and width
SOURCE = [("2", 0), ("4", 90), ("3", 180), ("1", 270), ("4", 180), ("0", 90), ("2", 270), ("3", 0), ("1", 90)]
TARGET = [("5", 0), ("6", 0), ("7", 0), ("8", 0), ("9", 0)]

parts = []


def images(top, digits, pitch):
    """Handwritten digits, given: those of a problem, turned by an angle."""
    columns = 3 if len(digits) > 5 else 2
    left = 2 + (3 - columns) * pitch / 2
    for i, (digit, angle) in enumerate(digits):
        last = i == len(digits) - 1 and len(digits) % columns
        x = left + pitch * (i % columns + (1 if last else 0.5))
        y = top + pitch / 2 + pitch * (i // columns)
        side = pitch - 5
        parts.append(box((x - side / 2, y - side / 2), (side, side), "given", 3))
        turned = f' transform="rotate({angle} {num(x)} {num(y)})"' if angle else ""
        parts.append(f"<g{turned}>{text((x, y + 6), digit, 'given')}</g>")


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
    # The layers: convolution, pooling, convolution, pooling, dense.
    x = left + 36
    for kind, height, thickness in [("", 56, 14), ("pooling", 42, 8), ("", 42, 22), ("pooling", 28, 8), ("", 56, 8)]:
        ink = "context" if frozen else kind or "learned"
        form = "thin" if kind else "solid"
        parts.append(box((x, top + 42 - height / 2), (thickness, height), f"{form} {ink}", 2))
        x += thickness + 17
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
parts.append(text((2, 18), "Source: many labels", "strong", "start"))
images(first + 2, SOURCE, 35)
network(first, ["head"], 40, frozen=False)

parts.append(text((2, second - 16), "Target: few labels", "strong", "start"))
images(second, TARGET, 36)
network(second, ["new", "head"], 5, frozen=True)

copied = BASE[0] + BASE[1] / 2
parts.append(arrow((copied, first + HEIGHT + 5), (copied, second - 5), "learned"))
parts.append(text((copied + 14, (first + HEIGHT + second) / 2 + 5), "copy the weights", "learned", "start"))
centre = HEAD[0] + HEAD[1] / 2
parts.append(text((centre, first - 12), "stays behind", "small muted"))

title = "Transfer learning: the base is kept, the head is new"
save(__file__, document(title, second + HEIGHT + 10, *parts))
