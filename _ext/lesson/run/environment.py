"""What every kernel of the lesson gets: a quiet TensorFlow, one plot style, and where results are kept."""

from __future__ import annotations

import hashlib
import os
import platform
from pathlib import Path

from ..paths import BACKEND, BUILD, LOCK

HERE = Path(__file__).parent
ENVIRONMENT = {
    # Both are needed: TensorFlow otherwise writes to stderr at import and at first use.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    # Keras would read the backend from the user's home otherwise.
    "KERAS_BACKEND": BACKEND,
    # One thread each: as many notebooks run at once as there are cores, and results do not depend on their number.
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    # No GPU, so that results are the same on every machine.
    "CUDA_VISIBLE_DEVICES": "-1",
    "MATPLOTLIBRC": str(HERE / "matplotlibrc"),
    # A date in a plot would make two builds differ.
    "SOURCE_DATE_EPOCH": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
ARGUMENTS = [
    "--InlineBackend.figure_formats={'svg'}",
    # The figure's own size, so that text is as large as the style says.
    "--InlineBackend.print_figure_kwargs={'bbox_inches': None}",
    "--HistoryManager.enabled=False",
    # Kernels listen on this machine only; the hint about encryption is noise here.
    "--log-level=ERROR",
]
# Results depend on these besides the code of the cells.
HELPERS = [HERE / "environment.py", HERE / "matplotlibrc", HERE / "plots.py"]


def prepare_environment() -> None:
    """Set the variables that kernels inherit from this process."""
    os.environ.update(ENVIRONMENT)


def cache_path() -> Path:
    """Return the folder of executed notebooks, named after what all results depend on besides the code.

    jupyter-cache compares only code, cell metadata and kernel name; a new library or helper
    gets a new folder and so a fresh execution.
    """
    digest = hashlib.sha256(f"{platform.python_version()} {BACKEND}".encode())
    for path in [LOCK, *HELPERS]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return BUILD / f".executed-{digest.hexdigest()[:16]}"
