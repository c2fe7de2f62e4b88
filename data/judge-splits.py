"""Do the networks beat the baselines, whatever the split?

Diabetes data, split into 70 % training, 15 % validation and 15 % test data
in 20 ways; the split's number also seeds the network's first weights.
On each split: the mean of the training targets, linear regression, the
network 200-100-1 after 100 epochs, and two networks that are stopped early
(patience 10, best weights restored): the same one, and one with dropout.
Early stopping is done twice: once it watches the validation part, and once
the two parts change roles and it watches the test part. `watched` names that
part; a model that watches none has `none` there.
Otherwise as in `judge-refinements.py`. Baselines have 0 epochs.
Takes about 3 minutes of processor time.
"""

from diabetes import NETWORKS, create_network, errors, split_patients, train
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression
from study import keras, record

RUNS = [  # network, the part that early stopping watches
    ("200-100", None),
    ("200-100", "validation"),
    ("200-100", "test"),
    ("dropout", "validation"),
    ("dropout", "test"),
]


def study():
    for split in range(20):
        parts = split_patients(split)
        for name, model in [("mean", DummyRegressor()), ("linear regression", LinearRegression())]:
            model.fit(*parts["train"])
            yield {"split": split, "model": name, "watched": "none", "epochs": 0, **errors(model, parts)}
        for name, watched in RUNS:
            keras.backend.clear_session()
            keras.utils.set_random_seed(split)
            model = create_network(parts["train"][1], **NETWORKS[name])
            stopping = {"watched": watched, "patience": 10} if watched else {}
            curve = train(model, parts, **stopping)
            yield {
                "split": split,
                "model": name + (", early stopping" if watched else ""),
                "watched": watched or "none",
                "epochs": len(curve),
                **errors(model, parts),
            }


record(__file__, study())
