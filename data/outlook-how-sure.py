"""How far can a probability be trusted?

Digits of 8 x 8 pixels. A network (64-50-8, ReLU) learns the digits 0 to 7 from 300 images; the other 1,143 images of
these digits are test images. The digits 8 and 9 are unknown to it: 354 images to which no answer is right.
15 epochs, batches of 32, Adam with learning rate 0.01. 10 splits (stratified); on each, ten networks that differ in
first weights and batches only.

`network`: the mean over the ten networks of a split. `ensemble`: the mean of their probabilities, as one model.
`logistic regression`: scikit-learn's, with its own settings, on the same images.

`confidence`: the mean of the largest probability; it should be as large as the accuracy.
`loss`: the mean of -ln of the probability of the right class.
`calibration_error`: in ten bins of equal width of the largest probability, the distance of its mean and of the share
of right answers; the mean over the bins, weighted by the images in them.
`above_99`, `right_above_99`: the share of test images with a largest probability above 0.99, and how many of them are
right. `unknown_above_90`: the share of the images of 8 and 9 with a largest probability above 0.9.
Takes about 1 minute of processor time.
"""

import numpy as np
from retrained import Retrained
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from study import Batches, keras, record

NETWORKS = 10
images, labels = load_digits(return_X_y=True)
images = images / 16
known = labels < 8


network = Retrained(
    keras.Sequential([
        keras.Input(shape=(64,)),
        keras.layers.Dense(50, activation="relu"),
        keras.layers.Dense(8, activation="softmax"),
    ]),
    learning_rate=0.01,
    loss="sparse_categorical_crossentropy",
)


def probabilities(train_images, train_labels, images, seed):
    """What the network, trained with this seed, says of images."""
    network.fit(Batches(train_images, train_labels), epochs=15, seed=seed)
    return network(images)


def scores(shares, right_labels, unknown):
    """All measures of one model, from its shares for test images and for unknown digits."""
    confidence = shares.max(axis=1)
    right = shares.argmax(axis=1) == right_labels
    in_bin = np.minimum((confidence * 10).astype(int), 9)
    bins = [in_bin == number for number in range(10) if (in_bin == number).any()]
    sure = confidence > 0.99
    return {
        "test_accuracy": right.mean(),
        "confidence": confidence.mean(),
        "loss": -np.log(shares[np.arange(len(right_labels)), right_labels]).mean(),
        "calibration_error": sum(abs(confidence[b].mean() - right[b].mean()) * b.mean() for b in bins),
        "above_99": sure.mean(),
        "right_above_99": right[sure].mean(),
        "unknown_above_90": (unknown.max(axis=1) > 0.9).mean(),
    }


def study():
    for split in range(10):
        train_images, test_images, train_labels, test_labels = train_test_split(
            images[known], labels[known], train_size=300, stratify=labels[known], random_state=split
        )
        regression = LogisticRegression(max_iter=1000).fit(train_images, train_labels)
        predict = regression.predict_proba
        yield row(split, "logistic regression", scores(predict(test_images), test_labels, predict(images[~known])))
        everything = np.concatenate([test_images, images[~known]])
        each = np.stack([
            probabilities(train_images, train_labels, everything, NETWORKS * split + number)
            for number in range(NETWORKS)
        ])
        test, unknown = np.split(each.astype("float64"), [len(test_images)], axis=1)
        single = [scores(shares, test_labels, others) for shares, others in zip(test, unknown)]
        yield row(split, "network", {name: np.mean([one[name] for one in single]) for name in single[0]})
        yield row(split, "ensemble", scores(test.mean(axis=0), test_labels, unknown.mean(axis=0)))


def row(split, model, measures):
    """One line of the table."""
    return {"split": split, "model": model, **{name: float(value) for name, value in measures.items()}}


record(__file__, study())
