"""The images of the `layers` and `transfer-digits` studies: digits on larger canvases."""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def split_digits(seed):
    """Digits of 8 x 8 pixels, from 0 to 1, for training, validation and test: (images, labels) of each.

    A fifth is for the test, a quarter of the others for validation. The split is made before anything is pasted.
    """
    images, labels = load_digits(return_X_y=True)
    images = images.reshape(-1, 8, 8) / 16
    others, test, other_labels, test_labels = train_test_split(
        images, labels, test_size=0.2, stratify=labels, random_state=seed
    )
    train, validation, train_labels, validation_labels = train_test_split(
        others, other_labels, test_size=0.25, stratify=other_labels, random_state=seed
    )
    return (train, train_labels), (validation, validation_labels), (test, test_labels)


def paste(images, generator, size=24):
    """Paste each image at a random place on an empty canvas."""
    canvases = np.zeros((len(images), size, size, 1), dtype="float32")
    for canvas, image in zip(canvases, images):
        row, column = generator.integers(size - 7, size=2)
        canvas[row : row + 8, column : column + 8, 0] = image
    return canvases


def paste_in_the_middle(images, size=24):
    """Paste each image at the same place: in the middle."""
    margin = (size - 8) // 2
    canvases = np.zeros((len(images), size, size, 1), dtype="float32")
    canvases[:, margin : margin + 8, margin : margin + 8, 0] = images
    return canvases


def add_scraps(canvases, images, generator):
    """Return canvases with scraps of other digits: eight pieces of 3 x 3 pixels, at random places."""
    littered = canvases.copy()
    for canvas in littered:
        for digit in images[generator.integers(len(images), size=8)]:
            row, column, top, left = generator.integers([6, 6, 22, 22])
            place = canvas[top : top + 3, left : left + 3, 0]
            np.maximum(place, digit[row : row + 3, column : column + 3], out=place)
    return littered


def crop(canvases):
    """Cut 8 x 8 pixels out of each canvas, from where its ink begins; return one row of 64 numbers for each."""
    cropped = []
    for canvas in np.pad(canvases, [(0, 0), (0, 8), (0, 8), (0, 0)]):
        ink = canvas[:, :, 0] > 0
        row, column = ink.any(axis=1).argmax(), ink.any(axis=0).argmax()
        cropped.append(canvas[row : row + 8, column : column + 8, 0])
    return np.reshape(cropped, (-1, 64))
