"""The pre-trained base is the file that `data/README.md` describes, and the reader of digits stands on the first page."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from lesson.paths import ROOT
from lesson.text.page import publisher_of, read

BASE = ROOT / "data" / "photo-base.keras"


def test_base_is_the_one_described():
    told = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(BASE.read_bytes()).hexdigest() in told
    assert "Apache License" in (ROOT / "data" / "photo-base-LICENSE.txt").read_text(encoding="utf-8")


@pytest.mark.kernel
def test_base_knows_photographs():
    """It loads, its maps are those of ReLU6, and new weights would give others."""
    import keras

    base = keras.saving.load_model(BASE)
    image = np.random.default_rng(1).uniform(-1, 1, size=(1, 32, 32, 3)).astype("float32")
    maps = keras.ops.convert_to_numpy(base(image))
    assert maps.shape == (1, 8, 8, 144)
    assert maps.min() == 0 and maps.max() <= 6
    assert not np.allclose(maps, keras.ops.convert_to_numpy(keras.models.clone_model(base)(image)))


def test_first_page_reads_with_the_network_of_an_episode():
    index = read("index.md")
    assert publisher_of("digits-network", index).path.parts[0] == "episodes"
    assert publisher_of("no-such-network", index) is None
