"""The networks of the `layers` studies."""
from study import keras


def create_dense(size=24, learning_rate=0.001, dropout=0):
    """A compiled network of dense layers: 200-100-10."""
    return compiled(learning_rate, [
        keras.Input(shape=(size, size, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(200, activation="relu"),
        keras.layers.Dropout(dropout),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dropout(dropout),
        keras.layers.Dense(10),
    ])


def create_cnn(size=24, learning_rate=0.003, dropout=0, filters=(32, 64),
               padding="valid"):
    """A compiled convolutional network with global max pooling.

    One convolutional layer for each number of filters; a pooling layer
    follows the first two, then the maps are too small to pool again.
    """
    layers = [keras.Input(shape=(size, size, 1))]
    for position, number in enumerate(filters):
        layers.append(keras.layers.Conv2D(
            number, (3, 3), activation="relu", padding=padding))
        if position < 2:
            layers.append(keras.layers.MaxPooling2D((2, 2)))
    return compiled(learning_rate, [
        *layers,
        keras.layers.GlobalMaxPooling2D(),
        keras.layers.Dropout(dropout),
        keras.layers.Dense(10),
    ])


def compiled(learning_rate, layers):
    model = keras.Sequential(layers)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"])
    return model


def accuracy(model, images, labels):
    """The share of images that the model puts into the right class."""
    return model.evaluate(images, labels, verbose=0)[1]
