"""The networks of the `layers` studies, and how all of them are trained."""

from study import Batches, keras

POOLING, GLOBAL_POOLING, PADDING = "pooling", "global pooling", "padding"


def create_dense(size=24):
    """A network of dense layers: 200-100-10."""
    return keras.Sequential([
        keras.Input(shape=(size, size, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(200, activation="relu"),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dense(10),
    ])


def create_cnn(parts=(POOLING, GLOBAL_POOLING, PADDING), size=24, filters=(8, 16), dropout=0):
    """A convolutional network with or without its other parts; pooling follows the first two convolutions."""
    network = keras.Sequential([keras.Input(shape=(size, size, 1))])
    for position, number in enumerate(filters):
        padding = "same" if PADDING in parts else "valid"
        network.add(keras.layers.Conv2D(number, (3, 3), activation="relu", padding=padding))
        if POOLING in parts and position < 2:
            network.add(keras.layers.MaxPooling2D((2, 2)))
    network.add(keras.layers.GlobalMaxPooling2D() if GLOBAL_POOLING in parts else keras.layers.Flatten())
    network.add(keras.layers.Dropout(dropout))
    network.add(keras.layers.Dense(10))
    return network


def train(network, images, labels, learning_rate=0.003, epochs=10):
    """Train with Adam and batches of 32, in a new order in each epoch."""
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=False,  # on a processor, so small a network is trained four times as fast without
    )
    network.fit(Batches(images, labels, 32), epochs=epochs, verbose=0)


def classes(network, images):
    """The class of each image: the position of its largest logit."""
    return network.predict(images, batch_size=120, verbose=0).argmax(axis=1)
