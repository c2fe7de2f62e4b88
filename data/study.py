"""What every study needs: a quiet Keras, and a CSV file beside the script."""

import os
import time
from pathlib import Path

import pandas as pd

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # both before Keras is imported
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras  # noqa: E402, F401


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
