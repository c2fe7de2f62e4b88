"""Does early stopping help, whatever the split? And does it beat baselines?

Diabetes data, split into 70 % training, 15 % validation and 15 % test data
in 20 ways; the split's number also seeds the network's first weights.
On each split: the mean of the training targets, linear regression, the
network 200-100-1 after 200 epochs, and the same network stopped early
(patience 10, best weights restored).
Both networks of a split start with the same weights.
Adam with learning rate 0.005, batch size 32, MSE.
Errors are RMSE in the unit of the target; baselines have 0 epochs.
Takes about 6 minutes of processor time.
"""

import numpy as np
from diabetes import create_network, errors, split_patients, train
from sklearn.linear_model import LinearRegression
from study import keras, record


def study():
    for split in range(20):
        parts = split_patients(split)
        inputs, target = parts["train"]

        yield {"split": split, "model": "mean", "epochs": 0, **errors(lambda x: np.full(len(x), target.mean()), parts)}

        linear = LinearRegression().fit(inputs, target)
        yield {"split": split, "model": "linear regression", "epochs": 0, **errors(linear.predict, parts)}

        for name, early_stopping in [("200-100", False), ("200-100, early stopping", True)]:
            keras.backend.clear_session()
            keras.utils.set_random_seed(split)
            model = create_network()
            history = train(model, parts, early_stopping)
            yield {"split": split, "model": name, "epochs": len(history.epoch), **errors(model, parts)}


record(__file__, study())
