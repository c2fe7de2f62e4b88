"""The networks of the `transfer` studies, and three ways to train them."""

import numpy as np
from digits import paste
from study import keras


def create_base(global_pooling=False):
    """The part to transfer: two convolutions and a dense layer."""
    return keras.Sequential([
        keras.Input(shape=(16, 16, 1)),
        keras.layers.Conv2D(16, (3, 3), padding="same", activation="relu"),
        keras.layers.MaxPooling2D((2, 2)),
        keras.layers.Conv2D(32, (3, 3), padding="same", activation="relu"),
        keras.layers.MaxPooling2D((2, 2)),
        keras.layers.GlobalMaxPooling2D() if global_pooling else keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
    ])


def add_head(base, labels):
    """The base and a dense layer with one output for each class."""
    classes = len(np.unique(labels))
    return keras.Sequential([base, keras.layers.Dense(classes)])


def fit(model, images, labels, learning_rate, epochs, batch_size=16):
    """Compile and train; the loss works on logits."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.fit(images, labels, epochs=epochs, batch_size=batch_size, verbose=0)


def pretrain(images, labels, copies, seed, global_pooling=False):
    """Train base and head on 8 x 8 source images, each pasted `copies`
    times on a 16 x 16 canvas, 10 epochs; return both."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    canvases = paste(np.repeat(images, copies, axis=0), 16, np.random.default_rng(seed))
    labels = np.repeat(labels, copies)
    base = create_base(global_pooling)
    model = add_head(base, labels)
    fit(model, canvases, labels, learning_rate=0.002, epochs=10, batch_size=64)
    return base, model


def learn(method, images, labels, seed, pretrained=None, global_pooling=False):
    """Train a fresh head on the few target images, in 60 epochs: with the
    frozen base, fine-tuned in the second half, or both from scratch."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    base = create_base(global_pooling)
    model = add_head(base, labels)
    if method == "scratch":
        fit(model, images, labels, learning_rate=0.003, epochs=60)
        return model

    base.set_weights(pretrained.get_weights())
    base.trainable = False
    fit(model, images, labels, learning_rate=0.01, epochs=60 if method == "frozen" else 30)
    if method == "fine-tuned":
        base.trainable = True
        fit(model, images, labels, learning_rate=0.0005, epochs=30)
    return model


def accuracy(model, images, labels):
    """The share of images that the model puts into the right class."""
    return model.evaluate(images, labels, verbose=0)[1]
