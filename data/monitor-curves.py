"""The learning curves of the refinements, for one seed.

The networks of `monitor-refinements.py` on the split of episode 3
(`random_state=2`), seed 1, 200 epochs without early stopping.
`train_rmse` is the error while the epoch lasts (so with dropout: of the
thinned network), `validation_rmse` the error at its end; every second epoch
is recorded.
Takes about 2 minutes of processor time.
"""

import numpy as np
from diabetes import NETWORKS, create_network, split_patients
from study import keras, record


def study():
    parts = split_patients(random_state=2)
    for name, changes in NETWORKS.items():
        keras.backend.clear_session()
        keras.utils.set_random_seed(1)
        model = create_network(**changes)
        history = model.fit(
            *parts["train"], epochs=200, batch_size=32, validation_data=parts["validation"], verbose=0
        ).history
        for epoch in range(2, 201, 2):
            yield {
                "model": name,
                "epoch": epoch,
                "train_rmse": np.sqrt(history["loss"][epoch - 1]),
                "validation_rmse": np.sqrt(history["val_loss"][epoch - 1]),
            }


record(__file__, study())
