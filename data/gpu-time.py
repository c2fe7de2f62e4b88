"""When does a GPU pay? Training time on processor cores and on a GPU, for small and large networks.

The networks of the page "Bigger machines", with the losses and Adam of the episodes, on random examples: time does not
depend on what they show. Each network is trained for four epochs, in batches of 32 and of 256, always in the same
order and from the same seed; the first epoch, number 0, also compiles. Data stay in the computer's memory, as in the
episodes. On the GPU everything is done twice (`run`), so that one sees whether the same seed gives the same loss.

`seconds` and `loss` are those of `fit` for the epoch; `joules` is what the card's own counter says that the card alone
used, nothing where the processor computes.
Each backend and device gets a process of its own. Needs Linux with an NVIDIA GPU, JAX and PyTorch for CUDA and
nvidia-ml-py, none of which is in `requirements.txt`.
Takes about 12 minutes; most of them JAX compiles.
"""

import json
import os
import shutil
import subprocess
import sys
import time

import numpy as np

if not shutil.which("nvidia-smi"):
    print("there is no NVIDIA GPU here, so the recorded table stays as it is")
    sys.exit()
os.environ.setdefault("KERAS_BACKEND", "jax")
from study import keras, record  # noqa: E402

layers = keras.layers

RUNS = [(backend, device, run) for backend in ("jax", "torch") for device, run in (("cpu", 1), ("gpu", 1), ("gpu", 2))]
EXAMPLES = {"wine": 10_240, "digits, dense": 10_240, "digits, CNN": 10_240, "DenseNet121": 256}
EPOCHS = 4


def create(name):
    """One of the networks of the page, with ten classes or, for wine, three."""
    if name == "wine":
        return keras.Sequential([keras.Input(shape=(13,)), layers.Dense(10, activation="relu"), layers.Dense(3)])
    if name == "digits, dense":
        hidden = [layers.Flatten(), layers.Dense(200, activation="relu"), layers.Dense(100, activation="relu")]
        return keras.Sequential([keras.Input(shape=(24, 24, 1)), *hidden, layers.Dense(10)])
    if name == "digits, CNN":
        hidden = []
        for filters in (16, 32):
            hidden += [layers.Conv2D(filters, 3, padding="same", activation="relu"), layers.MaxPooling2D()]
        return keras.Sequential([
            keras.Input(shape=(24, 24, 1)),
            *hidden,
            layers.GlobalMaxPooling2D(),
            layers.Dense(10),
        ])
    base = keras.applications.DenseNet121(weights=None, include_top=False, input_shape=(160, 160, 3), pooling="avg")
    return keras.Sequential([base, layers.Dense(10)])


def energy_meter(device):
    """Return a function that reads the counter of the GPU, in joules."""
    if device == "cpu":
        return lambda: None
    import pynvml

    pynvml.nvmlInit()
    card = pynvml.nvmlDeviceGetHandleByIndex(0)
    return lambda: pynvml.nvmlDeviceGetTotalEnergyConsumption(card) / 1000


def train(name, batch_size, joules):
    """Yield seconds, joules and loss of each epoch."""
    keras.utils.set_random_seed(1)
    network = create(name)
    inputs = np.random.normal(size=(EXAMPLES[name], *network.input_shape[1:])).astype("float32")
    targets = np.random.randint(network.output_shape[-1], size=len(inputs))
    network.compile("adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    for _ in range(EPOCHS):
        before, start = joules(), time.perf_counter()
        history = network.fit(inputs, targets, batch_size=batch_size, epochs=1, shuffle=False, verbose=0)
        seconds = time.perf_counter() - start
        yield seconds, None if before is None else joules() - before, history.history["loss"][0]


def measure(backend, device, run):
    """Print a row for each epoch."""
    joules = energy_meter(device)
    for name in EXAMPLES:
        for batch_size in (32, 256):
            for epoch, (seconds, used, loss) in enumerate(train(name, batch_size, joules)):
                row = {"backend": backend, "device": device, "run": int(run), "network": name, "batch": batch_size}
                row |= {"examples": EXAMPLES[name], "epoch": epoch, "seconds": seconds, "joules": used}
                print(json.dumps(row | {"loss": f"{loss:.7f}"}), flush=True)


def study():
    for backend, device, run in RUNS:
        hidden = {"CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu"} if device == "cpu" else {}
        command = [sys.executable, __file__, backend, device, str(run)]
        environment = {**os.environ, "KERAS_BACKEND": backend, **hidden}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            yield from map(json.loads, process.stdout)
        if process.returncode:
            sys.exit(f"{backend} on the {device} ended with {process.returncode}")


if len(sys.argv) > 1:
    measure(*sys.argv[1:])
else:
    record(__file__, study())
