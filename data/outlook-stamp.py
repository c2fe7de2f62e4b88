"""Does a map of occlusion find a planted shortcut?

Digits 3 and 9, 8 x 8 pixels. All nines come from hospital A, which marks its images: the pixel in the upper left
corner is white. 60 % of the images for training, 40 % for the test, stratified; 10 seeds decide split, first weights
and batches. Network 64-32-1 (ReLU), 15 epochs, batches of 32, Adam with learning rate 0.003.

`stamp`: as described. `random stamp`: a control; half of the images, drawn at random, are marked.
`as_collected`: accuracy on test images that are marked like those for training. `no_stamp`: none is marked.
`exchanged`: the marks sit on the wrong class.
Occlusion sets one pixel after the other to 0 in all test images as collected, and takes the mean loss of the logit in
favour of the right class: `peak_row`, `peak_column` say where it is largest, `peak_share` what share of all positive
losses this is, and `corner_rank` at which place the marked corner comes (1 is the first of 64).
Takes about 2 minutes of processor time.
"""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from study import Batches, keras, record

images, labels = load_digits(return_X_y=True)
wanted = np.isin(labels, (3, 9))
IMAGES, NINE = images[wanted] / 16, (labels[wanted] == 9).astype(int)


def stamp(images, marked):
    """Copies with a white corner where `marked` is 1."""
    stamped = images.copy()
    stamped[marked == 1, 0] = 1
    return stamped


def logits(network, images):
    return network.predict(images, batch_size=10_000, verbose=0)[:, 0]


def occlusion(network, images, nine):
    """By how much each covered pixel lowers the logit in favour of the right class."""
    sign = 2 * nine - 1
    before = logits(network, images) * sign
    covered = np.repeat(images[np.newaxis], 64, axis=0)
    covered[np.arange(64), :, np.arange(64)] = 0
    after = logits(network, covered.reshape(-1, 64)).reshape(64, -1) * sign
    return (before - after).mean(axis=1)


def study():
    for seed in range(10):
        train_images, test_images, train_nine, test_nine = train_test_split(
            IMAGES, NINE, test_size=0.4, stratify=NINE, random_state=seed
        )
        generator = np.random.default_rng(seed)
        for name, train_marks, test_marks in [
            ("stamp", train_nine, test_nine),
            ("random stamp", generator.integers(2, size=len(train_nine)), generator.integers(2, size=len(test_nine))),
        ]:
            keras.backend.clear_session()
            keras.utils.set_random_seed(seed)
            network = keras.Sequential([
                keras.Input(shape=(64,)),
                keras.layers.Dense(32, activation="relu"),
                keras.layers.Dense(1),
            ])
            network.compile(
                keras.optimizers.Adam(learning_rate=0.003), keras.losses.BinaryCrossentropy(from_logits=True)
            )
            network.fit(Batches(stamp(train_images, train_marks), train_nine), epochs=15, verbose=0)

            def accuracy(marks):
                return float(np.mean((logits(network, stamp(test_images, marks)) > 0) == test_nine))

            losses = occlusion(network, stamp(test_images, test_marks), test_nine)
            peak = losses.argmax()
            yield {
                "training": name,
                "seed": seed,
                "as_collected": accuracy(test_marks),
                "no_stamp": accuracy(np.zeros_like(test_nine)),
                "exchanged": accuracy(1 - test_nine),
                "peak_row": peak // 8,
                "peak_column": peak % 8,
                "peak_share": float(losses[peak] / losses[losses > 0].sum()),
                "corner_rank": int((losses > losses[0]).sum() + 1),
            }


record(__file__, study())
