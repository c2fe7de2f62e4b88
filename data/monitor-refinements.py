"""What does each refinement of the diabetes network do?

Diabetes data, the split of episode 3 (`random_state=2`), 10 seeds for the
first weights, the order of the batches and dropout.
Each network learns as in `monitor-early-stopping.py`: 200 epochs, or
stopped early (patience 10, best weights restored); Adam 0.005, batch size
32, MSE.
Dropout 0.5 follows both hidden layers; batch normalisation follows the
inputs or both hidden layers.
Errors are RMSE in the unit of the target.
Takes about 13 minutes of processor time.
"""

from diabetes import NETWORKS, create_network, errors, split_patients, train
from study import keras, record

RUNS = [  # network, early stopping
    ("200-100", False),
    ("200-100", True),
    ("10-5", False),
    ("dropout", False),
    ("dropout", True),
    ("batch normalisation of inputs", True),
    ("batch normalisation after hidden layers", False),
    ("batch normalisation after hidden layers", True),
]


def study():
    parts = split_patients(random_state=2)
    for seed in range(10):
        for name, early_stopping in RUNS:
            keras.backend.clear_session()
            keras.utils.set_random_seed(seed)
            model = create_network(**NETWORKS[name])
            history = train(model, parts, early_stopping)
            stopping = ", early stopping" if early_stopping else ""
            yield {
                "seed": seed,
                "model": name + stopping,
                "parameters": model.count_params(),
                "epochs": len(history.epoch),
                **errors(model, parts),
            }


record(__file__, study())
