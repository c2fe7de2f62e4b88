"""What does a target cost that is not standardised?

Diabetes data, the split of episodes 3 and 4 (`random_state=2`), 10 seeds,
the network 200-100-1 for 100 epochs. `scaled` says whether a last layer
turns standardised outputs into points (True), or whether the network has to
learn the points themselves (False).
Otherwise as in `judge-refinements.py`.
Takes about 2 minutes of processor time.
"""

from diabetes import create_network, split_patients, train
from study import keras, record


def study():
    parts = split_patients(random_state=2)
    for scaled in (True, False):
        for seed in range(10):
            keras.backend.clear_session()
            keras.utils.set_random_seed(seed)
            model = create_network(parts["train"][1] if scaled else None)
            for errors_of_epoch in train(model, parts):
                yield {"scaled": scaled, "seed": seed, **errors_of_epoch}


record(__file__, study())
