"""What does each refinement of the diabetes network do?

Diabetes data, the split of episodes 3 and 4 (`random_state=2`), 10 seeds for
the first weights, the order of the batches and dropout.
Each network learns for 100 epochs, or is stopped early (patience 10, best
weights restored): Adam with its default learning rate of 0.001, batch size
32, MSE, outputs turned into points by the last layer.
Dropout 0.5 follows both hidden layers; batch normalisation follows the
inputs or both hidden layers; the weight decay of 10 is the better of 3 and 10
on the validation patients with three seeds.
Errors are RMSE in points.
Takes about 4 minutes of processor time.
"""

from diabetes import NETWORKS, create_network, errors, split_patients, train
from study import keras, record

RUNS = [  # network, patience
    ("200-100", None),
    ("200-100", 10),
    ("10-5", None),
    ("dropout", None),
    ("dropout", 10),
    ("weight decay", None),
    ("batch normalisation of inputs", 10),
    ("batch normalisation after hidden layers", None),
    ("batch normalisation after hidden layers", 10),
]


def study():
    parts = split_patients(random_state=2)
    for seed in range(10):
        for name, patience in RUNS:
            keras.backend.clear_session()
            keras.utils.set_random_seed(seed)
            model = create_network(parts["train"][1], **NETWORKS[name])
            curve = train(model, parts, patience=patience)
            yield {
                "seed": seed,
                "model": name + (", early stopping" if patience else ""),
                "parameters": model.count_params(),
                "epochs": len(curve),
                **errors(model, parts),
            }


record(__file__, study())
