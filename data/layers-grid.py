"""A small grid search: how many filters, which learning rate?

Digits at random places on 24 x 24 canvases, as in `layers-dense-and-cnn.py`.
25 % of the original images are test data; 20 % of the others are validation
data; only the training images are pasted twice.
Three numbers of filters times three learning rates, 3 seeds (split, places,
first weights, batches), 10 epochs, batches of 32, Adam.
Choose by `validation_accuracy`; `test_accuracy` is there to see afterwards
what the choice was worth.
Takes about 4 minutes of processor time.
"""
import numpy as np
from digits import paste, split_digits
from layers import accuracy, create_cnn
from sklearn.model_selection import train_test_split
from study import keras, record


def study():
    for seed in range(3):
        others, test, other_labels, test_labels = split_digits(
            test_size=0.25, random_state=seed)
        train, validation, train_labels, validation_labels = (
            train_test_split(others, other_labels, test_size=0.2,
                             stratify=other_labels, random_state=seed))
        generator = np.random.default_rng(seed)
        train_images = paste(np.repeat(train, 2, axis=0), 24, generator)
        train_labels = np.repeat(train_labels, 2)
        validation_images = paste(validation, 24, generator)
        test_images = paste(test, 24, generator)

        for filters in [(8, 16), (16, 32), (32, 64)]:
            for learning_rate in (0.001, 0.003, 0.01):
                keras.backend.clear_session()
                keras.utils.set_random_seed(seed)
                model = create_cnn(filters=filters,
                                   learning_rate=learning_rate)
                model.fit(train_images, train_labels, epochs=10,
                          batch_size=32, verbose=0)
                yield {"filters": "{}-{}".format(*filters),
                       "learning_rate": learning_rate, "seed": seed,
                       "parameters": model.count_params(),
                       "validation_accuracy": accuracy(
                           model, validation_images, validation_labels),
                       "test_accuracy": accuracy(model, test_images,
                                                 test_labels)}


record(__file__, study())
