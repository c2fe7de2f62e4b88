"""A convolution by hand: a patch, a kernel, and the feature map."""

from draw import NODE, arrow, box, circle, diamond, document, num, save, text

PATCH = [[0, 0, 1, 1, 0], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0], [0, 1, 1, 0, 0], [1, 1, 0, 0, 0]]
KERNEL = [[-1, 0, 1]] * 3
SIDE = 38  # of a pixel
PITCH = 46  # of kernel and feature map
MIDDLE = 100
PATCH_X, KERNEL_X, MAP_X = 22, 266, 446  # left column, centres


def centres(left, count, pitch):
    """Centres of a square grid of nodes, row by row."""
    top = MIDDLE - pitch * (count - 1) / 2
    return [[(left + pitch * column, top + pitch * row) for column in range(count)] for row in range(count)]


def number(at, value, classes):
    """A number centred on a point."""
    return text((at[0], at[1] + 6), value, classes)


parts = []
patch = centres(PATCH_X, 5, SIDE)
for row, values in zip(patch, PATCH):
    for at, value in zip(row, values):
        corner = at[0] - SIDE / 2, at[1] - SIDE / 2
        parts.append(box(corner, (SIDE, SIDE), "given", 0))
        parts.append(number(at, value, "given strong" if value else "muted"))

# The kernel lies on the upper left corner of the patch.
x, y = patch[0][0]
parts.append(
    f'<rect class="learned line" stroke-width="5" x="{num(x - SIDE / 2)}"'
    f' y="{num(y - SIDE / 2)}" width="{3 * SIDE}" height="{3 * SIDE}" rx="2"/>'
)

kernel = centres(KERNEL_X, 3, PITCH)
for row, values in zip(kernel, KERNEL):
    for at, value in zip(row, values):
        parts.append(diamond(at, " "))
        parts.append(number(at, value, "learned strong"))

results = centres(MAP_X, 3, PITCH)
parts += [circle(at, 20) for row in results for at in row]
parts.append(number(results[0][0], 3, "computed strong"))

times = (patch[0][4][0] + SIDE / 2 + KERNEL_X - NODE / 2) / 2
parts.append(text((times, MIDDLE + 9), "\N{ASTERISK OPERATOR}", "sum"))
start = kernel[0][2][0] + NODE / 2 + 8
parts.append(arrow((start, MIDDLE), (MAP_X - 27, MIDDLE)))

for columns, words, size, ink in [
    (patch, "image", 5, "given"),
    (kernel, "kernel", 3, "learned"),
    (results, "feature map", 3, "computed"),
]:
    middle = (columns[0][0][0] + columns[0][-1][0]) / 2
    parts.append(text((middle, 226), words, f"{ink} strong"))
    size = f"{size}\N{MULTIPLICATION SIGN}{size}"
    parts.append(text((middle, 248), size, "small muted"))

save(__file__, document("A convolution by hand", 256, *parts))
