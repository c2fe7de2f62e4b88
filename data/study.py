"""What every study needs: a quiet Keras, batches in a new order in each epoch, and a CSV file beside the script."""

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # both before Keras is imported
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras  # noqa: E402


class Batches(keras.utils.PyDataset):
    """The examples in batches, in a new random order in each epoch.

    Keras shuffles arrays by itself, but on TensorFlow a fixed seed makes every epoch repeat the order of the first
    (measured with Keras 3.15.1); here NumPy draws each order.

    Args:
        inputs: array of shape (examples, ...)
        targets: array of shape (examples, ...)
        batch_size: examples in each batch but the last
    """

    def __init__(self, inputs, targets, batch_size=32):
        super().__init__()
        self.inputs, self.targets, self.batch_size = np.asarray(inputs), np.asarray(targets), batch_size
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.inputs) // self.batch_size)

    def __getitem__(self, number):
        chosen = self.order[number * self.batch_size : (number + 1) * self.batch_size]
        return self.inputs[chosen], self.targets[chosen]

    def on_epoch_end(self):
        self.order = np.random.permutation(len(self.inputs))


def record(script, rows):
    """Print each row as it comes, then write them all to the script's CSV."""
    start = time.perf_counter()
    table = []
    for row in rows:
        table.append(row)
        minutes, seconds = divmod(int(time.perf_counter() - start), 60)
        values = (round(v, 4) if isinstance(v, float) else v for v in row.values())
        print(f"{minutes:3}:{seconds:02} ", *values, flush=True)
    path = Path(script).with_suffix(".csv")
    pd.DataFrame(table).round(4).to_csv(path, index=False, lineterminator="\n")
