"""Ten labelled patches of each of five surfaces: what is a base worth that was trained on photographs?

Patches of 40 x 40 pixels from scikit-learn's two photographs, see `patches.py`: 5, 10 or 20 of each surface to learn
from; 40 of each for validation and 40 for the test, from other parts of the photographs.

`nearest neighbour`: on pixels.
`histogram`: logistic regression on 20 shares of grey values and the mean steps between neighbours, down and across.
`random base`, `base`: logistic regression on the 144 means of the base's maps, without and with its trained weights.
For ten labels of each surface also:
`from scratch`: convolutions with 16 and 32 filters, mean of each map, dense 64, dense 5; every patch in eight
    orientations, 30 epochs, batches of 16, so 750 updates, Adam 0.003;
`not rescaled`: as `base`, but with pixels from 0 to 255, as the base has never seen them.

Logistic regression has C = 0.1 everywhere. Where the base is cut and that patches are enlarged to 80 x 80 was chosen
on the validation patches of seeds 10 to 15; nothing else was tuned. 10 seeds; the seed decides patches, first
weights and batches. Takes about 2 minutes of processor time.
"""

import numpy as np
from patches import cut, eight_ways, first_of_each
from sklearn.neighbors import KNeighborsClassifier
from study import keras, record
from transfer import classifier, embed, fit, load_base


def describe(patches):
    """The shares of 20 ranges of grey values, and the mean steps between neighbours, down and across."""
    shares = [np.histogram(patch, bins=20, range=(0, 255))[0] for patch in patches]
    steps = [np.abs(np.diff(patches, axis=axis)).mean(axis=(1, 2, 3)) for axis in (1, 2)]
    return np.column_stack([shares, *steps])


def create_from_scratch():
    return keras.Sequential([
        keras.Input(shape=(40, 40, 1)),
        keras.layers.Rescaling(1 / 128, offset=-127 / 128),
        keras.layers.Conv2D(16, (3, 3), padding="same", activation="relu"),
        keras.layers.MaxPooling2D((2, 2)),
        keras.layers.Conv2D(32, (3, 3), padding="same", activation="relu"),
        keras.layers.MaxPooling2D((2, 2)),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(5),
    ])


def study():
    for seed in range(10):
        keras.backend.clear_session()
        keras.utils.set_random_seed(seed)
        generator = np.random.default_rng(seed)
        parts = [cut("train", 20, generator), cut("validation", 40, generator), cut("test", 40, generator)]
        base = load_base()
        random_base = keras.models.clone_model(base)
        forms = {
            "nearest neighbour": [(images.reshape(len(images), -1), labels) for images, labels in parts],
            "histogram": [(describe(images), labels) for images, labels in parts],
            "random base": [(embed(random_base, images), labels) for images, labels in parts],
            "base": [(embed(base, images), labels) for images, labels in parts],
            "not rescaled": [(embed(base, images, rescaled=False), labels) for images, labels in parts],
        }
        for method, (learn, *others) in forms.items():
            for labelled in [10] if method == "not rescaled" else [5, 10, 20]:
                model = KNeighborsClassifier(1) if method == "nearest neighbour" else classifier()
                model.fit(*first_of_each(*learn, labelled))
                yield row(labelled, method, seed, *(model.score(*part) for part in others))
        keras.utils.set_random_seed(seed)
        network = create_from_scratch()
        fit(network, *eight_ways(*first_of_each(*parts[0], 10)), learning_rate=0.003, epochs=30)
        yield row(10, "from scratch", seed, *accuracies(network, parts))


def accuracies(network, parts):
    return [network.evaluate(*part, verbose=0)[1] for part in parts[1:]]


def row(labelled, method, seed, validation, test):
    return {
        "labels": labelled,
        "method": method,
        "seed": seed,
        "validation_accuracy": validation,
        "test_accuracy": test,
    }


if __name__ == "__main__":
    record(__file__, study())
