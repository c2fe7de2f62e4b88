"""Do more patients help, and whom do they help more?

Diabetes data in the 20 splits of `judge-splits.py`. Of the 309 training
patients the first 50, 100 or 200 or all are used, by linear regression and
by the network with dropout and early stopping (patience 10, best weights
restored). The inputs are standardised with all 309 patients.
Otherwise as in `judge-splits.py`.
Takes about 3 minutes of processor time.
"""

from diabetes import NETWORKS, create_network, errors, split_patients, train
from sklearn.linear_model import LinearRegression
from study import keras, record


def study():
    for split in range(20):
        parts = split_patients(split)
        all_inputs, all_targets = parts["train"]
        for patients in (50, 100, 200, 309):
            parts["train"] = all_inputs[:patients], all_targets[:patients]
            linear = LinearRegression().fit(*parts["train"])
            yield {"split": split, "patients": patients, "model": "linear regression", **errors(linear, parts)}
            keras.backend.clear_session()
            keras.utils.set_random_seed(split)
            network = create_network(parts["train"][1], **NETWORKS["dropout"])
            train(network, parts, patience=10)
            yield {"split": split, "patients": patients, "model": "network", **errors(network, parts)}


record(__file__, study())
