"""The next value of a time series: does a network beat ten weights?

Brain waves (EEG) of four electrodes, 800 values each, which come with Matplotlib. From ten values in a row, the
eleventh is predicted; one model for all four electrodes. The first 600 values of each electrode are for training,
the last 200 are test values: the split is by time.

`last value`: says that nothing changes. `linear`: linear regression on the ten values, which the networks below get,
too. Networks: 10 epochs, batches of 32, Adam with learning rate 0.003, mean squared error; no validation data, nothing
was chosen. `convolution`: two layers of 16 kernels with a width of 3, then flattened. `recurrent`: a GRU with 16
neurons. `attention`: the values and their places in 16 numbers, one attention layer with 2 heads and a residual
connection, then flattened. 10 seeds: first weights and batches.
Takes about 2 minutes of processor time.
"""

import numpy as np
from matplotlib.cbook import get_sample_data
from sequences import Positions
from sklearn.linear_model import LinearRegression
from study import Batches, keras, record

LAGS, TRAIN = 10, 600
layers = keras.layers

recording = np.fromfile(get_sample_data("eeg.dat", asfileobj=False)).reshape(-1, 4)
windows = np.lib.stride_tricks.sliding_window_view(recording, LAGS + 1, axis=0)


def examples(rows):
    """Ten values and the next one, for all electrodes."""
    flat = rows.reshape(-1, LAGS + 1)
    return flat[:, :LAGS], flat[:, LAGS]


TRAIN_INPUTS, TRAIN_TARGETS = examples(windows[: TRAIN - LAGS])
TEST_INPUTS, TEST_TARGETS = examples(windows[TRAIN - LAGS :])


def convolution():
    values = keras.Input(shape=(LAGS, 1))
    maps = layers.Conv1D(16, 3, activation="relu")(values)
    maps = layers.Conv1D(16, 3, activation="relu")(maps)
    return keras.Model(values, layers.Dense(1)(layers.Flatten()(maps)))


def recurrent():
    values = keras.Input(shape=(LAGS, 1))
    return keras.Model(values, layers.Dense(1)(layers.GRU(16)(values)))


def attention():
    values = keras.Input(shape=(LAGS, 1))
    vectors = Positions(LAGS, 16)(layers.Dense(16)(values))
    vectors = vectors + layers.MultiHeadAttention(2, 8)(vectors, vectors)
    return keras.Model(values, layers.Dense(1)(layers.Flatten()(vectors)))


def rmse(predicted):
    return float(np.sqrt(np.mean((predicted - TEST_TARGETS) ** 2)))


def row(model, seed, parameters, test_rmse):
    """One line of the table."""
    return {"model": model, "seed": seed, "parameters": parameters, "test_rmse": test_rmse}


def study():
    yield row("last value", 0, 0, rmse(TEST_INPUTS[:, -1]))
    linear = LinearRegression().fit(TRAIN_INPUTS, TRAIN_TARGETS)
    yield row("linear", 0, LAGS + 1, rmse(linear.predict(TEST_INPUTS)))
    for seed in range(10):
        for create in (convolution, recurrent, attention):
            keras.backend.clear_session()
            keras.utils.set_random_seed(seed)
            network = create()
            network.compile(optimizer=keras.optimizers.Adam(learning_rate=0.003), loss="mse", steps_per_execution=16)
            network.fit(Batches(TRAIN_INPUTS[..., np.newaxis], TRAIN_TARGETS), epochs=10, verbose=0)
            predicted = network.predict(TEST_INPUTS[..., np.newaxis], batch_size=800, verbose=0)[:, 0]
            yield row(create.__name__, seed, network.count_params(), rmse(predicted))


record(__file__, study())
