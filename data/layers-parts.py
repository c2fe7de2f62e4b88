"""Which part of a convolutional network does it, which change helps, and what does cropping reach?

Digits (8 x 8) on canvases of 24 x 24, see `digits.py`: 1,077 for training, each pasted twice, 360 for validation and
360 for the test. 10 seeds; the seed decides split, places, first weights and batches. All networks have 10 epochs of
68 batches of 32, Adam; learning rate 0.001 for the dense network 200-100-10, and 0.003 for the others, which have
convolutions with 8 and 16 filters, each followed by pooling, unless said otherwise.

canvas `random place`: each digit anywhere;
`no canvas`: the images of 8 x 8 as they are, so every digit has the same place;
`scraps`: as `random place`, with eight scraps of other digits on each canvas.

`crop`: nearest neighbour on 8 x 8 pixels, cut out where the ink begins.
`convolution alone`: two convolutions, then Flatten; `+ pooling`: each of them with pooling; `+ global pooling` has global max pooling in place of
Flatten; `+ padding` also has padding in both convolutions.
`third layer`, `more filters` and `dropout` are `+ padding` with one change: a third convolution of 32 filters; 16 and
32 filters; a dropout of 0.5 before the last layer.

`validation_border` and `test_border`: accuracy on those canvases only that have ink in the last two rows or columns;
`validation_inner` and `test_inner`: on the others.
Takes about 5 minutes of processor time.
"""

import numpy as np
from digits import add_scraps, crop, paste, split_digits
from layers import GLOBAL_POOLING, POOLING, classes, create_cnn, create_dense, train
from sklearn.neighbors import KNeighborsClassifier
from study import keras, record

NETWORKS = [
    ("random place", "dense", create_dense),
    ("random place", "convolution alone", lambda: create_cnn(())),
    ("random place", "+ pooling", lambda: create_cnn((POOLING,))),
    ("random place", "+ global pooling", lambda: create_cnn((POOLING, GLOBAL_POOLING))),
    ("random place", "+ padding", create_cnn),
    ("random place", "third layer", lambda: create_cnn(filters=(8, 16, 32))),
    ("random place", "more filters", lambda: create_cnn(filters=(16, 32))),
    ("random place", "dropout", lambda: create_cnn(dropout=0.5)),
    ("no canvas", "dense", lambda: create_dense(8)),
    ("no canvas", "+ padding", lambda: create_cnn(size=8)),
]


def study():
    for seed in range(10):
        canvases = draw(seed)
        for canvas in ("random place", "scraps"):
            train_part, *others = canvases[canvas]
            model = KNeighborsClassifier(1).fit(crop(train_part[0]), train_part[1])
            yield row(canvas, "crop", seed, others, lambda images, model=model: model.predict(crop(images)))
        for canvas, method, create in NETWORKS:
            train_part, *others = canvases[canvas]
            keras.backend.clear_session()
            keras.utils.set_random_seed(seed)
            network = create()
            train(network, *train_part, learning_rate=0.001 if method == "dense" else 0.003)
            yield row(canvas, method, seed, others, lambda images, network=network: classes(network, images))


def draw(seed):
    """The images and labels for training, validation and test on each kind of canvas."""
    parts = split_digits(seed)
    generator = np.random.default_rng(seed)
    (digits, labels), *others = parts
    twice = np.repeat(digits, 2, axis=0), np.repeat(labels, 2)
    anywhere = [(paste(images, generator), wanted) for images, wanted in (twice, *others)]
    return {
        "random place": anywhere,
        "no canvas": [(images[..., np.newaxis], wanted) for images, wanted in (twice, *others)],
        "scraps": [(add_scraps(images, digits, generator), wanted) for images, wanted in anywhere],
    }


def row(canvas, method, seed, others, predict):
    """The accuracies of one method; `predict` turns images into classes."""
    found = {"canvas": canvas, "method": method, "seed": seed}
    for part, (images, wanted) in zip(("validation", "test"), others):
        right = predict(images) == wanted
        found[f"{part}_accuracy"] = right.mean()
        if canvas == "random place":
            border = (images[:, -2:].max(axis=(1, 2, 3)) > 0) | (images[:, :, -2:].max(axis=(1, 2, 3)) > 0)
            found[f"{part}_border"] = right[border].mean()
            found[f"{part}_inner"] = right[~border].mean()
    return found


if __name__ == "__main__":
    record(__file__, study())
