"""The patches of the `transfer-photos` study, cut from the two photographs that come with scikit-learn."""

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.datasets import load_sample_image

SIDE = 40
PLACES = pd.read_csv(Path(__file__).with_name("transfer-places.csv"))


def cut(part, number, generator):
    """Cut patches at random places of a part of the photographs, and turn them by random quarters.

    They are grey, all of the same brightness and contrast: so neither colour nor light tells what they show.

    Args:
        part: "train", "validation" or "test"
        number: patches of each surface
        generator: a NumPy generator
    Returns:
        patches of shape (number * 5, 40, 40, 1), from 0 to 255, and the numbers of their surfaces
    """
    photos = {name: load_sample_image(f"{name}.jpg").mean(axis=2) for name in ("china", "flower")}
    patches, labels = [], []
    for label, place in enumerate(PLACES[PLACES.part == part].itertuples()):
        for _ in range(number):
            row = generator.integers(place.top, place.bottom - SIDE + 1)
            column = generator.integers(place.left, place.right - SIDE + 1)
            patch = photos[place.photo][row : row + SIDE, column : column + SIDE]
            patches.append(np.rot90(patch, generator.integers(4)))
            labels.append(label)
    return even_out(np.array(patches)), np.array(labels)


def even_out(patches):
    """Give all patches the same brightness and contrast; the shape gets a channel."""
    mean = patches.mean(axis=(1, 2), keepdims=True)
    spread = patches.std(axis=(1, 2), keepdims=True)
    evened = 127 + 50 * (patches - mean) / (spread + 5)
    return np.clip(evened, 0, 255).astype("float32")[..., np.newaxis]


def eight_ways(images, labels):
    """Each image in four quarter turns, plain and mirrored, and its label eight times."""
    turned = [np.rot90(images, quarters, axes=(1, 2)) for quarters in range(4)]
    return np.concatenate([*turned, *(np.flip(version, axis=2) for version in turned)]), np.tile(labels, 8)


def first_of_each(images, labels, number):
    """The first images of each class, and their labels."""
    chosen = np.concatenate([np.flatnonzero(labels == label)[:number] for label in np.unique(labels)])
    return images[chosen], labels[chosen]
