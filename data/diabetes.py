"""The diabetes data and the networks of the `monitor` studies."""

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from study import keras


def split_patients(random_state):
    """Inputs and targets of 309 patients to train on, 66 to validate on
    and 67 to test on; standardised as the training patients need it."""
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
    "batch normalisation of inputs": {"after_input": [keras.layers.BatchNormalization]},
    "batch normalisation after hidden layers": {"after_hidden": [keras.layers.BatchNormalization]},
}


def create_network(first=200, second=100, after_input=(), after_hidden=()):
    """A compiled network for regression; `after_...` list functions that
    create the layers to add there."""
    hidden = []
    for neurons in (first, second):
        hidden.append(keras.layers.Dense(neurons, activation="relu"))
        hidden.extend(create() for create in after_hidden)
    model = keras.Sequential([
        keras.Input(shape=(10,)),
        *[create() for create in after_input],
        *hidden,
        keras.layers.Dense(1),
    ])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.005), loss="mse")
    return model


def train(model, parts, early_stopping):
    """Train for 200 epochs, or until the validation loss has not improved
    for 10 epochs; then go back to the weights of the best epoch.

    Without early stopping `fit` gets no validation data: they would not
    change the weights, only double the time.
    """
    stopping = {}
    if early_stopping:
        stopping = {
            "validation_data": parts["validation"],
            "callbacks": [keras.callbacks.EarlyStopping(patience=10, restore_best_weights=True)],
        }
    return model.fit(*parts["train"], epochs=200, batch_size=32, verbose=0, **stopping)


def errors(predict, parts):
    """The root mean squared error (RMSE) on each part of the data."""
    return {
        f"{name}_rmse": np.sqrt(np.mean((keras.ops.convert_to_numpy(predict(inputs)).ravel() - target) ** 2))
        for name, (inputs, target) in parts.items()
    }
