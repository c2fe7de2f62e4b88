"""The networks of the `layers` studies, and the data with which they choose."""

import numpy as np
from digits import paste, split_digits
from sklearn.model_selection import train_test_split
from study import keras


def create_dense(size=24, learning_rate=0.001, dropout=0):
    """A compiled network of dense layers: 200-100-10."""
    return compiled(
        learning_rate,
        [
            keras.Input(shape=(size, size, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(200, activation="relu"),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(10),
        ],
    )


def create_cnn(size=24, learning_rate=0.003, dropout=0, filters=(32, 64), padding="valid"):
    """A compiled convolutional network with global max pooling.

    One convolutional layer for each number of filters; a pooling layer
    follows the first two, then the maps are too small to pool again.
    """
    layers = [keras.Input(shape=(size, size, 1))]
    for position, number in enumerate(filters):
        layers.append(keras.layers.Conv2D(number, (3, 3), activation="relu", padding=padding))
        if position < 2:
            layers.append(keras.layers.MaxPooling2D((2, 2)))
    return compiled(
        learning_rate,
        [*layers, keras.layers.GlobalMaxPooling2D(), keras.layers.Dropout(dropout), keras.layers.Dense(10)],
    )


def compiled(learning_rate, layers):
    model = keras.Sequential(layers)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def accuracy(model, images, labels):
    """The share of images that the model puts into the right class."""
    return model.evaluate(images, labels, verbose=0)[1]


def data_to_choose_with(seed):
    """Images and labels for training, validation and test.

    The original images are split first: 25 % of them are test data, 20 % of
    the others validation data. Then they are pasted at random places on
    24 x 24 canvases, those for training twice.
    """
    others, test, other_labels, test_labels = split_digits(test_size=0.25, random_state=seed)
    train, validation, train_labels, validation_labels = train_test_split(
        others, other_labels, test_size=0.2, stratify=other_labels, random_state=seed
    )
    generator = np.random.default_rng(seed)
    return (
        (paste(np.repeat(train, 2, axis=0), 24, generator), np.repeat(train_labels, 2)),
        (paste(validation, 24, generator), validation_labels),
        (paste(test, 24, generator), test_labels),
    )
