"""A rare class: what class weights and another threshold change.

Digits of 8 x 8 pixels: is it an 8? Of the 174 eights only 50 are used, so that 3 % of all images show one. Half of the
images for training, half for the test, stratified; 10 seeds decide the choice of eights, split, first weights and batches.
Network 64-50-1 (ReLU, sigmoid), 20 epochs, batches of 32, Adam with learning rate 0.003.

`never`: always says no. `plain`: the network. `class weights`: each eight counts as often in the loss as there are
other images for each eight. `plain, lower threshold`: the plain network, which says yes from that probability on with
which it names as many test images as `class weights` does; no label is used for this.
`average_precision` judges the order of the probabilities, whatever the threshold.
Takes about 1 minute of processor time.
"""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import average_precision_score, precision_score, recall_score
from sklearn.model_selection import train_test_split
from study import Batches, keras, record

images, labels = load_digits(return_X_y=True)
images = images / 16


class Weighted(Batches):
    """Batches with a weight for each example."""

    def __init__(self, inputs, targets, weights):
        super().__init__(inputs, targets)
        self.weights = weights

    def __getitem__(self, number):
        chosen = self.order[number * self.batch_size : (number + 1) * self.batch_size]
        return self.inputs[chosen], self.targets[chosen], self.weights[chosen]


def probabilities(train_images, train_eight, test_images, weight, seed):
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    network = keras.Sequential([
        keras.Input(shape=(64,)),
        keras.layers.Dense(50, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    network.compile(keras.optimizers.Adam(learning_rate=0.003), loss="binary_crossentropy")
    weights = np.where(train_eight == 1, weight, 1.0)
    network.fit(Weighted(train_images, train_eight, weights), epochs=20, verbose=0)
    return network.predict(test_images, batch_size=1000, verbose=0)[:, 0]


def scores(model, seed, eight, yes, order):
    """One line of the table."""
    return {
        "model": model,
        "seed": seed,
        "test_accuracy": float(np.mean(yes == eight)),
        "recall": float(recall_score(eight, yes)),
        "precision": float(precision_score(eight, yes, zero_division=np.nan)),
        "average_precision": float(average_precision_score(eight, order)),
    }


def study():
    for seed in range(10):
        generator = np.random.default_rng(seed)
        eights = generator.choice(np.flatnonzero(labels == 8), size=50, replace=False)
        chosen = np.concatenate([np.flatnonzero(labels != 8), eights])
        train_images, test_images, train_eight, test_eight = train_test_split(
            images[chosen],
            (labels[chosen] == 8).astype(int),
            test_size=0.5,
            stratify=labels[chosen] == 8,
            random_state=seed,
        )
        data = train_images, train_eight, test_images
        plain = probabilities(*data, 1, seed)
        weighted = probabilities(*data, (train_eight == 0).sum() / train_eight.sum(), seed)
        count = (weighted > 0.5).sum()
        yield scores("never", seed, test_eight, np.zeros_like(test_eight), np.zeros(len(test_eight)))
        yield scores("plain", seed, test_eight, plain > 0.5, plain)
        yield scores("class weights", seed, test_eight, weighted > 0.5, weighted)
        yield scores("plain, lower threshold", seed, test_eight, plain >= np.sort(plain)[-count], plain)


record(__file__, study())
