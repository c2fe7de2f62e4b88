"""The same base where its source does not fit: ten labels of each digit, at random places on a canvas.

Canvases of 16 x 16, ten labelled digits of each kind; the first 200 digits of the validation and of the test part of
`digits.py`.

`crop`: logistic regression on 8 x 8 pixels, cut out where the ink begins.
`from scratch`: two convolutions with 8 and 16 filters, padding, pooling and global max pooling; each digit pasted at
    16 places, 10 epochs, batches of 32 (500 updates), Adam 0.003.
`random base`, `base`: logistic regression on the 144 means of the maps; canvases enlarged to 48 x 48, ink 255.
10 seeds; the seed decides split, places, first weights and batches. Takes about 1 minute of processor time.
"""

import numpy as np
from digits import crop, paste, split_digits
from layers import classes, create_cnn, train
from patches import first_of_each
from study import keras, record
from transfer import classifier, embed, load_base


def study():
    for seed in range(10):
        keras.backend.clear_session()
        keras.utils.set_random_seed(seed)
        generator = np.random.default_rng(seed)
        learn, *others = split_digits(seed)
        others = [(images[:200], wanted[:200]) for images, wanted in others]
        digits, labels = first_of_each(*learn, 10)
        parts = [(paste(images, generator, size=16), wanted) for images, wanted in [(digits, labels), *others]]
        base = load_base()
        random_base = keras.models.clone_model(base)
        for method, described in [
            ("crop", [(crop(images), wanted) for images, wanted in parts]),
            ("random base", [(embed(random_base, 255 * images, enlarged=48), wanted) for images, wanted in parts]),
            ("base", [(embed(base, 255 * images, enlarged=48), wanted) for images, wanted in parts]),
        ]:
            model = classifier().fit(*described[0])
            yield row(method, seed, *(model.score(*part) for part in described[1:]))
        network = create_cnn(size=16)
        train(network, paste(np.repeat(digits, 16, axis=0), generator, size=16), np.repeat(labels, 16))
        yield row("from scratch", seed, *((classes(network, images) == wanted).mean() for images, wanted in parts[1:]))


def row(method, seed, validation, test):
    return {"method": method, "seed": seed, "validation_accuracy": validation, "test_accuracy": test}


if __name__ == "__main__":
    record(__file__, study())
