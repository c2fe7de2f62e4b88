"""How does the size of the batches shape the way of the loss?

One weight and one bias learn the line y = 5 x + 1 from the same 50 noisy
points: plain gradient descent (SGD) with learning rate 0.1, MSE, 20 epochs
in batches of 50, 25, 10 and 1. The 10 seeds decide where the weight starts
and the order of the points, which is a new one in each epoch.
`loss` is the loss over all 50 points after so many updates; with batches of
one only every tenth update is recorded.
Takes about 1 minute of processor time.
"""

import numpy as np
from study import Batches, keras, record

generator = np.random.default_rng(0)
x = generator.uniform(-1, 1, size=(50, 1))
y = 5 * x + 1 + generator.normal(scale=0.25, size=(50, 1))


class LossOverAllPoints(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.losses = [self.loss()]

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(self.loss())

    def loss(self):
        weight, bias = self.model.get_weights()
        return np.mean((x @ weight + bias - y) ** 2)


def study():
    for batch_size in (50, 25, 10, 1):
        for seed in range(10):
            keras.backend.clear_session()
            keras.utils.set_random_seed(seed)
            model = keras.Sequential([keras.Input(shape=(1,)), keras.layers.Dense(1)])
            model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="mse")
            way = LossOverAllPoints()
            model.fit(Batches(x, y, batch_size), epochs=20, verbose=0, callbacks=[way])
            every = 10 if batch_size == 1 else 1
            for update in range(0, len(way.losses), every):
                yield {"batch_size": batch_size, "seed": seed, "update": update, "loss": way.losses[update]}


record(__file__, study())
