"""The task and the networks of the `sequences-lookup` study."""

import numpy as np
from study import keras

LETTERS, DIGITS, PAIRS, SIZE = 20, 10, 6, 48  # signs, pairs in a table, numbers in an embedding
layers = keras.layers


def make_tables(count, generator, pairs=PAIRS):
    """Tables to look things up in.

    Returns letters and digits of shape (count, pairs), the letters of a table all different; the letter that is
    asked for, of shape (count, 1); and the digit that belongs to it, of shape (count,).
    """
    order = generator.permuted(np.tile(np.arange(LETTERS), (count, 1)), axis=1)
    letters = order[:, :pairs]
    digits = generator.integers(DIGITS, size=(count, pairs))
    asked = generator.integers(pairs, size=count)
    everyone = np.arange(count)
    return letters, digits, letters[everyone, asked].reshape(-1, 1), digits[everyone, asked]


def as_sequences(letters, digits, questions):
    """The same as one row of signs: letter, digit, letter, digit, ..., question; digits are the signs from 20 on."""
    pairs = np.stack([letters, LETTERS + digits], axis=2).reshape(len(letters), -1)
    return np.concatenate([pairs, questions], axis=1)


def most_frequent_digit(digits):
    """For each table the digit that it holds most often, the smallest of them if there are several."""
    return np.array([np.bincount(row, minlength=DIGITS).argmax() for row in digits])


# Networks that read the row of signs


def _read_sequence():
    signs = keras.Input(shape=(2 * PAIRS + 1,), dtype="int32")
    return signs, layers.Embedding(LETTERS + DIGITS, SIZE)(signs)


def mean():
    signs, embedded = _read_sequence()
    hidden = layers.Dense(64, activation="relu")(layers.GlobalAveragePooling1D()(embedded))
    return keras.Model(signs, layers.Dense(DIGITS)(hidden))


def dense():
    signs, embedded = _read_sequence()
    hidden = layers.Dense(128, activation="relu")(layers.Flatten()(embedded))
    hidden = layers.Dense(128, activation="relu")(hidden)
    return keras.Model(signs, layers.Dense(DIGITS)(hidden))


def convolution():
    signs, maps = _read_sequence()
    for _ in range(2):
        maps = layers.Conv1D(32, 3, padding="same", activation="relu")(maps)
    return keras.Model(signs, layers.Dense(DIGITS)(layers.GlobalMaxPooling1D()(maps)))


def recurrent():
    signs, embedded = _read_sequence()
    return keras.Model(signs, layers.Dense(DIGITS)(layers.GRU(32)(embedded)))


class Positions(layers.Layer):
    """Adds a learned vector to each place of a sequence."""

    def __init__(self, count, size, **others):
        super().__init__(**others)
        self.places = layers.Embedding(count, size)

    def call(self, vectors):
        return vectors + self.places(keras.ops.arange(keras.ops.shape(vectors)[1]))


# Networks that are told what is a letter, what a digit and what the question


def _read_table():
    letters, digits = (keras.Input(shape=(None,), dtype="int32") for _ in range(2))
    question = keras.Input(shape=(1,), dtype="int32")
    embed_letter = layers.Embedding(LETTERS, SIZE)
    embedded = embed_letter(letters), layers.Embedding(DIGITS, SIZE)(digits), embed_letter(question)
    return [letters, digits, question], embedded


def attention():
    inputs, (keys, values, query) = _read_table()
    found = layers.Attention()([query, values, keys])
    return keras.Model(inputs, layers.Dense(DIGITS)(layers.Flatten()(found)))


def mean_of_the_pairs():
    """The same inputs, but every pair counts the same, whatever the question."""
    inputs, (keys, values, query) = _read_table()
    pairs = layers.Dense(64, activation="relu")(layers.Concatenate()([keys, values]))
    summary = layers.Concatenate()([layers.GlobalAveragePooling1D()(pairs), layers.Flatten()(query)])
    return keras.Model(inputs, layers.Dense(DIGITS)(layers.Dense(64, activation="relu")(summary)))


def pairs_beside_the_question():
    """The same inputs: two dense layers see each pair together with the question, the largest values are kept."""
    inputs, (keys, values, query) = _read_table()
    beside = keras.ops.zeros_like(keys) + query
    pairs = layers.Concatenate()([keys, values, beside])
    for _ in range(2):
        pairs = layers.Dense(64, activation="relu")(pairs)
    return keras.Model(inputs, layers.Dense(DIGITS)(layers.GlobalMaxPooling1D()(pairs)))
