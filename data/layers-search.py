"""How many convolutional layers, how many filters, dropout or not?

The networks of the exercises "Change the depth" and "A search of your own":
digits at random places on 24 x 24 canvases; 25 % of the original images are
test data; 20 % of the others are validation data; only the training images
are pasted twice.
10 seeds (split, places, first weights, batches), 10 epochs, batches of 32,
Adam with a learning rate of 0.003.
Takes about 8 minutes of processor time.
"""
import numpy as np
from digits import paste, split_digits
from layers import accuracy, create_cnn
from sklearn.model_selection import train_test_split
from study import keras, record

VARIANTS = [((16,), 0), ((16, 32), 0), ((16, 32, 32), 0), ((16, 32), 0.5),
            ((8, 16), 0), ((8, 16), 0.5)]


def study():
    for seed in range(10):
        others, _, other_labels, _ = split_digits(
            test_size=0.25, random_state=seed)
        train, validation, train_labels, validation_labels = (
            train_test_split(others, other_labels, test_size=0.2,
                             stratify=other_labels, random_state=seed))
        generator = np.random.default_rng(seed)
        train_images = paste(np.repeat(train, 2, axis=0), 24, generator)
        train_labels = np.repeat(train_labels, 2)
        validation_images = paste(validation, 24, generator)

        for filters, dropout in VARIANTS:
            keras.backend.clear_session()
            keras.utils.set_random_seed(seed)
            model = create_cnn(filters=filters, dropout=dropout)
            model.fit(train_images, train_labels, epochs=10, batch_size=32,
                      verbose=0)
            yield {"filters": "-".join(map(str, filters)),
                   "dropout": dropout, "seed": seed,
                   "parameters": model.count_params(),
                   "validation_accuracy": accuracy(
                       model, validation_images, validation_labels)}


record(__file__, study())
