"""Who guesses the next letter better: counting, or a small transformer?

Text: the reference texts that come with Python (`pydoc_data.topics`), in small letters, without other signs than
a to z, the blank and . , ; : ( ). The topics are sorted by name; every fifth one is test text, the others are
training text. The measure is bits per letter: the mean of -log2 of the probability that the next letter got, the
smaller the better; each sign alike would be 5.04 bits (33 signs).

`counting`: how often each sign followed the last n signs, n up to 5, mixed by the rule of Witten and Bell. Nothing is
random, so there is one row for each n.
`transformer`: two blocks with 4 heads and 64 numbers, attention to earlier signs only, 64 signs of context, trained
with 300 batches of 32 places, Adam, learning rate 0.003 that falls to 0 along a cosine.
10 seeds: first weights and places. It is judged on the second half of every second window, where it sees at least 32 signs.
The text depends a little on the version of Python; 3.11 was used.
Takes about 7 minutes of processor time.
"""

import re
import time
from collections import Counter, defaultdict
from math import log2
from pydoc_data.topics import topics

import numpy as np
from retrained import Retrained
from sequences import Positions
from study import Batches, keras, record

SIGNS = " abcdefghijklmnopqrstuvwxyz.,;:()"
WINDOW, SIZE, BATCH, STEPS = 64, 64, 32, 300
layers = keras.layers


def read(names):
    """The topics as one row of numbers, one for each sign."""
    text = " ".join(topics[name] for name in names).lower()
    text = re.sub(r"\s+", " ", re.sub(f"[^{re.escape(SIGNS)}]", " ", text))
    return np.array([SIGNS.index(sign) for sign in text])


names = sorted(topics)
TEST = read(names[::5])
TRAIN = read([name for at, name in enumerate(names) if at % 5])


def count(longest):
    """Bits per letter with contexts of 0, 1, ... `longest` signs."""
    train, test = ("".join(SIGNS[at] for at in row) for row in (TRAIN, TEST))
    followers = defaultdict(Counter)
    for length in range(longest + 1):
        for at in range(length, len(train)):
            followers[train[at - length : at]][train[at]] += 1
    seen = {context: (counts, counts.total(), len(counts)) for context, counts in followers.items()}
    bits = np.zeros(longest + 1)
    for at in range(longest, len(test)):
        probability = 1 / len(SIGNS)
        for length in range(longest + 1):
            counts, total, kinds = seen.get(test[at - length : at], (None, 0, 0))
            if total:
                probability = (counts[test[at]] + kinds * probability) / (total + kinds)
            bits[length] -= log2(probability)
    return bits / (len(test) - longest)


def transformer():
    signs = keras.Input(shape=(WINDOW,), dtype="int32")
    vectors = Positions(WINDOW, SIZE)(layers.Embedding(len(SIGNS), SIZE)(signs))
    for _ in range(2):
        ready = layers.LayerNormalization()(vectors)
        vectors = vectors + layers.MultiHeadAttention(4, SIZE // 4)(ready, ready, use_causal_mask=True)
        ready = layers.LayerNormalization()(vectors)
        vectors = vectors + layers.Dense(SIZE)(layers.Dense(4 * SIZE, activation="gelu")(ready))
    return keras.Model(signs, layers.Dense(len(SIGNS))(layers.LayerNormalization()(vectors)))


def windows(text, starts):
    """Windows of the text, and the same one sign further."""
    places = np.asarray(starts)[:, np.newaxis] + np.arange(WINDOW)
    return text[places], text[places + 1]


def bits(network):
    inputs, targets = windows(TEST, range(0, len(TEST) - WINDOW - 1, 2 * WINDOW))
    logits = network(inputs).astype("float64")
    logits -= logits.max(axis=-1, keepdims=True)
    surprise = np.log2(np.exp(logits).sum(axis=-1)) - np.take_along_axis(logits, targets[..., None], -1)[
        ..., 0
    ] / np.log(2)
    return float(surprise[:, WINDOW // 2 :].mean())


def study():
    start = time.process_time()
    for length, value in enumerate(count(5)):
        yield row("counting", length, 0, float("nan"), float(value), time.process_time() - start)
    network = Retrained(
        transformer(),
        keras.optimizers.schedules.CosineDecay(0.003, STEPS),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    for seed in range(10):
        starts = np.random.default_rng(seed).integers(len(TRAIN) - WINDOW - 1, size=STEPS * BATCH)
        start = time.process_time()
        network.fit(Batches(*windows(TRAIN, starts), batch_size=BATCH), epochs=1, seed=seed)
        seconds = time.process_time() - start
        yield row("transformer", WINDOW, seed, network.network.count_params(), bits(network), seconds)


def row(model, context, seed, parameters, bits_per_letter, seconds):
    """One line of the table."""
    return {
        "model": model,
        "context": context,
        "seed": seed,
        "parameters": parameters,
        "bits_per_letter": bits_per_letter,
        "seconds": seconds,
    }


record(__file__, study())
