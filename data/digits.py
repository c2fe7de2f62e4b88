"""The images of the `layers` and `transfer` studies."""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def split_digits(test_size, random_state, wanted=range(10)):
    """Training and test images of the wanted digits, 8 x 8, from 0 to 1,
    then their labels; the split is made before anything is pasted."""
    images, labels = load_digits(return_X_y=True)
    images = images.reshape(-1, 8, 8) / 16
    chosen = np.isin(labels, wanted)
    return train_test_split(
        images[chosen], labels[chosen], test_size=test_size, stratify=labels[chosen], random_state=random_state
    )


def paste(images, size, generator):
    """Paste each image at a random place on an empty canvas."""
    canvases = np.zeros((len(images), size, size, 1), dtype="float32")
    for canvas, image in zip(canvases, images):
        row, column = generator.integers(size - 8 + 1, size=2)
        canvas[row : row + 8, column : column + 8, 0] = image
    return canvases


def paste_in_the_middle(images, size):
    """Paste each image at the same place: in the middle."""
    margin = (size - 8) // 2
    canvases = np.zeros((len(images), size, size, 1), dtype="float32")
    canvases[:, margin : margin + 8, margin : margin + 8, 0] = images
    return canvases


def turn(images, labels):
    """All eight orientations: four quarter turns, plain and mirrored; the
    labels 0 to 4 become 0 to 39, one for each digit in each orientation."""
    turned, new_labels = [], []
    for mirrored in (False, True):
        for quarters in range(4):
            version = np.rot90(images, quarters, axes=(1, 2))
            if mirrored:
                version = np.flip(version, axis=2)
            new_labels.append(labels + 5 * len(turned))
            turned.append(version)
    return np.concatenate(turned), np.concatenate(new_labels)


def first_of_each_class(images, labels, k):
    """The first k images of each class, and their labels."""
    chosen = np.concatenate([np.flatnonzero(labels == label)[:k] for label in np.unique(labels)])
    return images[chosen], labels[chosen]
