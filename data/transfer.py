"""The pre-trained base of the `transfer` studies, and what is built on it."""

from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from study import Batches, keras

BASE = Path(__file__).with_name("photo-base.keras")


def load_base():
    """The first layers of EfficientNet-Lite0, with the weights that it learned from the photographs of ImageNet."""
    return keras.saving.load_model(BASE)


def embedder(base, side, enlarged=80, rescaled=True):
    """A network that turns colour images, from 0 to 255, into the 144 means of the base's maps."""
    layers = [keras.Input(shape=(side, side, 3)), keras.layers.Resizing(enlarged, enlarged)]
    if rescaled:
        layers.append(keras.layers.Rescaling(1 / 128, offset=-127 / 128))
    return keras.Sequential([*layers, base, keras.layers.GlobalAveragePooling2D()])


def embed(base, images, **options):
    """The embeddings of grey images: an array of shape (images, 144)."""
    network = embedder(base, images.shape[1], **options)
    batches = np.array_split(np.repeat(images, 3, axis=-1), -(-len(images) // 50))
    return np.concatenate([keras.ops.convert_to_numpy(network(batch, training=False)) for batch in batches])


def classifier():
    """Logistic regression on standardised features."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=3000))


def fit(network, images, labels, learning_rate, epochs, batch_size=16):
    """Compile, then train with Adam, the batches in a new order in each epoch."""
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=False,
    )
    network.fit(Batches(images, labels, batch_size), epochs=epochs, verbose=0)
