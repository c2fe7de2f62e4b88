"""Does fine-tuning pay, and what does unfrozen batch normalisation cost?

Patches as in `transfer-photos.py`: ten labelled ones of each of five surfaces; 40 of each for validation and 40 for
the test, from other parts of the photographs.

`logistic regression`: on the 144 means of the trained base's maps.
`head`: a dense layer on the same means, 100 epochs, Adam 0.01.
`fine-tuned`: that head on the base, all kernels of the base trainable, its normalisation layers frozen; 10 epochs,
    Adam 0.0005.
`unfrozen`: the same, with the normalisation layers trainable as well.

Batches of 16 patches. Nothing was tuned here: epochs and rates are those of the exercise. 10 seeds; the seed decides
patches, first weights and batches. Takes about 3 minutes of processor time.
"""

import numpy as np
from patches import cut
from study import keras, record
from transfer import classifier, embed, embedder, fit, load_base


def freeze_normalisation(base):
    """Let the normalisation layers use the means and variances they have."""
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def create_head():
    return keras.Sequential([keras.Input(shape=(144,)), keras.layers.Dense(5)])


def study():
    for seed in range(10):
        keras.backend.clear_session()
        generator = np.random.default_rng(seed)
        learn, *others = [cut("train", 10, generator), cut("validation", 40, generator), cut("test", 40, generator)]
        base = load_base()
        embedded, *embedded_others = [(embed(base, images), labels) for images, labels in (learn, *others)]
        model = classifier().fit(*embedded)
        yield row("logistic regression", seed, *(model.score(*part) for part in embedded_others))

        keras.utils.set_random_seed(seed)
        head = create_head()
        fit(head, *embedded, learning_rate=0.01, epochs=100)
        yield row("head", seed, *accuracies(head, embedded_others))

        colour = [(np.repeat(images, 3, axis=-1), labels) for images, labels in (learn, *others)]
        for method in ("fine-tuned", "unfrozen"):
            tuned_base = load_base()
            tuned_base.trainable = True
            if method == "fine-tuned":
                freeze_normalisation(tuned_base)
            tuned_head = create_head()
            tuned_head.set_weights(head.get_weights())
            network = keras.Sequential([embedder(tuned_base, 40), tuned_head])
            keras.utils.set_random_seed(seed)
            fit(network, *colour[0], learning_rate=0.0005, epochs=10)
            yield row(method, seed, *accuracies(network, colour[1:]))


def accuracies(network, parts):
    return [network.evaluate(*part, verbose=0)[1] for part in parts]


def row(method, seed, validation, test):
    return {"method": method, "seed": seed, "validation_accuracy": validation, "test_accuracy": test}


if __name__ == "__main__":
    record(__file__, study())
