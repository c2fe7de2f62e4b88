"""The diabetes data and the networks of the `monitor` and `judge` studies."""

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from study import Batches, keras


def split_patients(random_state):
    """Inputs and targets of 309 patients to train on, 66 to validate on
    and 67 to test on; the inputs standardised as the training patients
    need it, the targets in points."""
    inputs, target = load_diabetes(return_X_y=True, scaled=False)
    train_inputs, other_inputs, train_target, other_target = train_test_split(
        inputs, target, test_size=0.3, random_state=random_state
    )
    val_inputs, test_inputs, val_target, test_target = train_test_split(
        other_inputs, other_target, test_size=0.5, random_state=random_state
    )
    scaler = StandardScaler().fit(train_inputs)
    return {
        "train": (scaler.transform(train_inputs), train_target),
        "validation": (scaler.transform(val_inputs), val_target),
        "test": (scaler.transform(test_inputs), test_target),
    }


NETWORKS = {  # what differs from the plain network 200-100-1
    "200-100": {},
    "10-5": {"first": 10, "second": 5},
    "dropout": {"after_hidden": [lambda: keras.layers.Dropout(0.5)]},
    "weight decay": {"weight_decay": 10.0},
    "batch normalisation of inputs": {"after_input": [keras.layers.BatchNormalization]},
    "batch normalisation after hidden layers": {"after_hidden": [keras.layers.BatchNormalization]},
}


def create_network(target, first=200, second=100, after_input=(), after_hidden=(), weight_decay=0.0):
    """A compiled network for regression, with Adam and its default learning rate.

    The last layer turns its input into points: it multiplies by the standard
    deviation of `target` and adds the mean. With `target=None` there is no
    such layer. `after_...` list functions that create the layers to add there.
    """
    hidden = []
    for neurons in (first, second):
        hidden.append(keras.layers.Dense(neurons, activation="relu"))
        hidden.extend(create() for create in after_hidden)
    in_points = [] if target is None else [keras.layers.Rescaling(scale=np.std(target), offset=np.mean(target))]
    model = keras.Sequential([
        keras.Input(shape=(10,)),
        *[create() for create in after_input],
        *hidden,
        keras.layers.Dense(1),
        *in_points,
    ])
    model.compile(optimizer=keras.optimizers.AdamW(weight_decay=weight_decay), loss="mse")
    return model


def rmse(model, inputs, target):
    """The root mean squared error of a network or of a model of scikit-learn, in points."""
    predict = getattr(model, "predict_on_batch", None) or model.predict
    return np.sqrt(np.mean((np.ravel(predict(inputs)) - target) ** 2))


def train(model, parts, watched="validation", patience=None, epochs=100):
    """Train in batches of 32 that are drawn anew in each epoch, and return
    the errors of each epoch, on the training part as `fit` reports it and on
    the part called `watched` at the end of the epoch.

    With `patience`, stop when the error on that part has not improved for so
    many epochs, and go back to the weights of the best one. `fit` with
    `EarlyStopping` computes the same, but takes much longer.
    """
    batches = Batches(*parts["train"])
    curve, best = [], np.inf
    for epoch in range(1, epochs + 1):
        losses, sizes = [], []
        for number in range(len(batches)):
            inputs, target = batches[number]
            losses.append(model.train_on_batch(inputs, target))
            sizes.append(len(target))
        batches.on_epoch_end()
        error = rmse(model, *parts[watched])
        train_error = np.sqrt(np.average(losses, weights=sizes))
        curve.append({"epoch": epoch, "train_rmse": train_error, f"{watched}_rmse": error})
        if patience and error < best:
            best, best_epoch, best_weights = error, epoch, model.get_weights()
        if patience and epoch == best_epoch + patience:
            break
    if patience:
        model.set_weights(best_weights)
    return curve


def errors(model, parts):
    """The error of a network or of a model of scikit-learn on each part of the data."""
    return {f"{name}_rmse": rmse(model, *part) for name, part in parts.items()}
