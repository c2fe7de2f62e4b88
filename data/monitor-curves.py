"""The learning curves of the refinements, for one seed.

The networks of `judge-refinements.py` with seed 1, each for 100 epochs
without early stopping.
`train_rmse` is the error while the epoch lasts (so with dropout: of the
thinned network), `validation_rmse` the error at its end.
Takes about 1 minute of processor time.
"""

from diabetes import NETWORKS, create_network, split_patients, train
from study import keras, record


def study():
    parts = split_patients(random_state=2)
    for name, changes in NETWORKS.items():
        keras.backend.clear_session()
        keras.utils.set_random_seed(1)
        model = create_network(parts["train"][1], **changes)
        for errors_of_epoch in train(model, parts):
            yield {"model": name, **errors_of_epoch}


record(__file__, study())
