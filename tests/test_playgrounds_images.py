"""The playgrounds of episode 5 compute what Keras computes, and everybody can use them."""

from __future__ import annotations

import base64
import json
import math
import re

import numpy as np
import pytest
from conftest import SITE
from lesson.run import execute
from lesson.site import files
from lesson.text.page import parse
from test_playgrounds import CLOSE, Playground

NETWORK = "digits-network"


def values(cells) -> np.ndarray:
    """Return the exact numbers behind what is shown."""
    return np.array(cells.evaluate_all("cells => cells.map(cell => Number(cell.dataset.value))"))


# ---------- convolution ----------


def keras_convolution(image, kernel, relu: bool):
    """Return the feature map and its pooled form, by Keras."""
    import keras

    layer = keras.layers.Conv2D(1, 3, activation="relu" if relu else None)
    layer.build((1, 8, 8, 1))
    layer.set_weights([np.reshape(kernel, (3, 3, 1, 1)), np.zeros(1)])
    feature_map = layer(np.reshape(image, (1, 8, 8, 1)).astype("float32"))
    return np.ravel(feature_map), np.ravel(keras.layers.MaxPooling2D(2)(feature_map))


def map_and_pooled(playground):
    return values(playground.locator(".computed-cells button")), values(playground.locator(".pooled > *"))


def image_of(playground) -> np.ndarray:
    pressed = playground.locator(".given-cells button").evaluate_all(
        "cells => cells.map(cell => cell.getAttribute('aria-pressed') === 'true')"
    )
    return np.array(pressed, dtype=float)


@pytest.mark.parametrize("relu", [False, True])
def test_convolution_agrees_with_keras(server, page, relu):
    playground = Playground(page, server, "convolution").section
    generator = np.random.default_rng(1)
    for at in generator.choice(64, size=20, replace=False):
        playground.locator(".given-cells button").nth(at).click()
    kernel = generator.normal(size=9).round(3)
    for weight, field in zip(kernel, playground.get_by_role("spinbutton").all()):
        field.fill(str(weight))
    if relu:
        playground.get_by_role("checkbox", name="ReLU").check()
    playground.get_by_role("checkbox", name="Max pooling").check()
    image = image_of(playground)
    assert 5 < image.sum() < 59
    for ours, theirs in zip(map_and_pooled(playground), keras_convolution(image, kernel, relu)):
        np.testing.assert_allclose(ours, theirs, atol=CLOSE)


def test_convolution_keeps_its_promises(server, page):
    """What the text beside the playground says."""
    playground = Playground(page, server, "convolution").section
    image, kernel = (
        playground.get_by_role("combobox", name="Image"),
        playground.get_by_role("combobox", name="Kernel for"),
    )
    image.select_option("a seven")
    assert (
        playground.locator(".sum").inner_text()
        == "Row 1, column 1: 0 · (−1) + 0 · 0 + 0 · 1 + 0 · (−1) + 1 · 0 + 1 · 1 + 0 · (−1) + 1 · 0 + 1 · 1 = 2"
    )
    # A horizontal bar has a left side at its left end only ...
    image.select_option("a horizontal bar")
    feature_map = map_and_pooled(playground)[0].reshape(6, 6)
    assert (feature_map[:, 1:5] == 0).all() and (feature_map[2:4, 0] > 0).all() and (feature_map[2:4, 5] < 0).all()
    # ... and ReLU removes its right side; the opposite kernel finds it.
    playground.get_by_role("checkbox", name="ReLU").check()
    assert (map_and_pooled(playground)[0].reshape(6, 6)[:, 5] == 0).all()
    kernel.select_option("right sides")
    assert (map_and_pooled(playground)[0].reshape(6, 6)[2:4, 5] > 0).all()


def test_convolution_by_keyboard(server, page):
    playground = Playground(page, server, "convolution").section
    keyboard = page.keyboard
    playground.get_by_role("button", name="Reset").focus()
    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "row 1, column 1"
    before = image_of(playground)
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Space"):
        keyboard.press(key)
    changed = np.flatnonzero(before != image_of(playground))
    assert changed.tolist() == [2 * 8 + 1]
    assert playground.get_by_role("combobox", name="Image").input_value() == "your own"
    # The image is one tab stop; then come nine weights, then the map.
    for _ in range(9):
        keyboard.press("Tab")
        assert page.evaluate("document.activeElement.type") == "number"
    keyboard.press("ArrowUp")
    assert playground.get_by_role("spinbutton").nth(8).input_value() == "1.5"
    keyboard.press("Tab")
    keyboard.press("ArrowRight")
    assert playground.locator(".sum").inner_text().startswith("Row 1, column 2: ")
    playground.get_by_role("button", name="Reset").click()
    assert image_of(playground).tolist() == before.tolist()
    assert playground.get_by_role("spinbutton").nth(8).input_value() == "1"
    assert playground.locator(".sum").inner_text().startswith("Row 1, column 1: ")


# ---------- the network ----------


@pytest.fixture(scope="module")
def published() -> dict:
    """What the executed episode published."""
    script = (SITE / "_static" / "playgrounds" / f"{NETWORK}.js").read_text(encoding="utf-8")
    return json.loads(script[script.index("] = ") + 4 :].rstrip(";\n"))


@pytest.fixture(scope="module")
def network(published):
    """A Keras model with the published weights."""
    import keras

    built = keras.Sequential([keras.Input(shape=(24, 24, 1))])
    for layer in published["layers"]:
        weights = [
            np.frombuffer(base64.b64decode(w["float32"]), dtype="<f4").reshape(w["shape"]) for w in layer["weights"]
        ]
        kind = layer["kind"]
        if kind == "Conv2D":
            made = keras.layers.Conv2D(
                weights[0].shape[3], weights[0].shape[:2], activation=layer["activation"], padding=layer["padding"]
            )
        elif kind == "Dense":
            made = keras.layers.Dense(weights[0].shape[1], activation=layer["activation"])
        elif kind == "MaxPooling2D":
            made = keras.layers.MaxPooling2D(layer["pool_size"])
        else:
            made = getattr(keras.layers, kind)()
        built.add(made)
        made.set_weights(weights)
    return built


def answers(playground) -> np.ndarray:
    return values(playground.locator(".answers li"))


def test_digits_agree_with_the_episode(server, page, published):
    """The page says of the test images what the executed notebook's own network says."""
    playground = Playground(page, server, "digits").section
    examples = published["right"] + published["wrong"]
    buttons = playground.locator(".example")
    assert buttons.count() == len(examples) == 12
    for example, button in zip(examples, buttons.all()):
        button.click()
        np.testing.assert_allclose(answers(playground), example["probabilities"], atol=CLOSE)
        right = np.argmax(example["probabilities"]) == example["label"]
        assert right == (example in published["right"])
        assert playground.locator(".best").inner_text().split()[0] == str(np.argmax(example["probabilities"]))


def test_layers_agree_with_keras(server, page, published, network):
    """Every layer, on an image of noise."""
    import keras

    Playground(page, server, "digits")
    noise = np.random.default_rng(1).uniform(size=(24, 24)).astype("float32")
    outputs = page.evaluate(
        """([network, image]) => {
            const { decode, maps, run } = lessonLayers;
            return run(decode(lessonData[network].layers), maps(24, 24, 1, image)).map(({ values }) => Array.from(values));
        }""",
        [NETWORK, noise.ravel().tolist()],
    )
    assert len(outputs) == len(network.layers)
    each = keras.Model(network.inputs[0], [layer.output for layer in network.layers])
    for layer, ours, theirs in zip(network.layers, outputs, each(noise.reshape(1, 24, 24, 1))):
        np.testing.assert_allclose(ours, np.ravel(theirs), atol=CLOSE, rtol=1e-5, err_msg=layer.name)


def arc(x, y, width, height, start, end):
    """Points on an ellipse, angles in degrees, clockwise from the right."""
    return [
        (x + width * math.cos(math.radians(a)), y + height * math.sin(math.radians(a)))
        for a in np.linspace(start, end, 13)
    ]


HANDWRITING = {
    "0": [arc(0.5, 0.5, 0.35, 0.48, -90, 270)],
    "1": [[(0.3, 0.25), (0.55, 0.02), (0.55, 0.98)]],
    "2": [[*arc(0.5, 0.28, 0.32, 0.26, -170, 30), (0.15, 0.96), (0.88, 0.96)]],
    "3": [[*arc(0.45, 0.27, 0.33, 0.25, -160, 90), *arc(0.45, 0.73, 0.36, 0.25, -90, 160)]],
    "4": [[(0.6, 0.02), (0.12, 0.62), (0.9, 0.62)], [(0.65, 0.3), (0.65, 0.98)]],
    "5": [[(0.82, 0.04), (0.25, 0.04), (0.22, 0.45), *arc(0.46, 0.68, 0.34, 0.28, -130, 140)]],
    "6": [[(0.68, 0.04), (0.4, 0.25), (0.22, 0.55), *arc(0.5, 0.72, 0.3, 0.25, -170, 190)]],
    "7": [[(0.12, 0.05), (0.88, 0.05), (0.4, 0.97)]],
    "8": [
        [
            *arc(0.5, 0.26, 0.3, 0.24, -40, -270),
            (0.7, 0.6),
            *arc(0.5, 0.76, 0.28, 0.22, 0, 200),
            (0.3, 0.55),
            (0.72, 0.12),
        ]
    ],
    "9": [[*arc(0.5, 0.28, 0.3, 0.26, -20, -380), (0.8, 0.6), *arc(0.5, 0.72, 0.28, 0.25, 10, 140)]],
}
LETTERS = {
    "E": [[(0.9, 0.05), (0.1, 0.05), (0.1, 0.95), (0.9, 0.95)], [(0.1, 0.5), (0.8, 0.5)]],
    "T": [[(0.1, 0.05), (0.9, 0.05)], [(0.5, 0.05), (0.5, 0.95)]],
}
SMALL_THREE = [[(x * 0.45, y * 0.5) for x, y in HANDWRITING["3"][0]]]
DOT = [[(0.97, 0.97), (0.98, 0.98)]]


def write(page, playground, strokes) -> str:
    """Draw strokes with the mouse; return the digit that the network reads."""
    playground.get_by_role("button", name="Clear").click()
    box = playground.locator(".pad").bounding_box()
    for stroke in strokes:
        points = [
            (box["x"] + box["width"] * (0.18 + 0.64 * x), box["y"] + box["height"] * (0.08 + 0.84 * y))
            for x, y in stroke
        ]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()
    return playground.locator(".best").inner_text().split()[0]


def test_handwriting_is_read(server, page):
    playground = Playground(page, server, "digits").section
    assert [write(page, playground, strokes) for strokes in HANDWRITING.values()] == list(HANDWRITING)


def test_network_is_fooled_as_the_text_says(server, page):
    playground = Playground(page, server, "digits").section
    for strokes in LETTERS.values():
        write(page, playground, strokes)
        assert answers(playground).max() > 0.5, "it knows no answer but the ten digits"
    assert write(page, playground, SMALL_THREE) == "3"
    assert write(page, playground, SMALL_THREE + DOT) != "3"


def test_digits_by_keyboard(server, page, published):
    playground = Playground(page, server, "digits").section
    start = answers(playground)
    assert start.argmax() == 7
    keyboard = page.keyboard
    for name, (rows, columns) in {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}.items():
        before = [
            int(number)
            for number in re.findall(r"(?:row|column) (\d+)", playground.locator(".seen").get_attribute("aria-label"))
        ]
        playground.get_by_role("button", name=f"Move the digit {name}").focus()
        keyboard.press("Enter")
        after = [
            int(number)
            for number in re.findall(r"(?:row|column) (\d+)", playground.locator(".seen").get_attribute("aria-label"))
        ]
        assert after == [before[0] + rows, before[1] + columns]
    playground.get_by_role("button", name="Clear").press("Enter")
    assert answers(playground).max() < 0.5, "an empty canvas shows no digit"
    playground.locator(".pad").focus()
    # An L upside down and then down again: a seven.
    for key in (
        ["ArrowUp"] * 6
        + ["ArrowLeft"] * 4
        + ["Space"]
        + ["ArrowRight"] * 8
        + ["ArrowDown", "ArrowDown", "ArrowLeft", "ArrowDown"] * 4
        + ["Space"]
    ):
        keyboard.press(key)
    assert playground.locator(".best").inner_text().split()[0] == "7"
    playground.get_by_role("button", name="Reset").press("Enter")
    np.testing.assert_array_equal(answers(playground), start)


# ---------- data of cells ----------


def test_published_cell_is_for_the_site_only(published):
    assert [layer["kind"] for layer in published["layers"]] == [
        "Conv2D",
        "MaxPooling2D",
        "Conv2D",
        "MaxPooling2D",
        "GlobalMaxPooling2D",
        "Dense",
    ]
    for kind in ("learner", "solved", "type-along"):
        notebook = (SITE / "notebooks" / kind / "05-advanced-layer-types.ipynb").read_text(encoding="utf-8")
        assert "b64encode" not in notebook


def test_published_cell_prints_json(monkeypatch, tmp_path):
    page = parse(
        files.Path("episodes/09-x.md"),
        "\n\n```{code-cell} ipython3\n:publish: numbers\n:tags: [remove-cell]\nprint(numbers)\n```\n",
    )
    cell = execute.nbformat.v4.new_code_cell(metadata={"publish": "numbers"})
    monkeypatch.setattr(files, "executed_pages", lambda root: [page])
    monkeypatch.setattr(files.execute, "stored", lambda path: execute.nbformat.v4.new_notebook(cells=[cell]))

    class App:
        srcdir = outdir = tmp_path

    cell.outputs = [execute.nbformat.v4.new_output("stream", text='{"a": [1, 2]}\n')]
    files.write_data(App)
    assert (
        tmp_path / "_static" / "playgrounds" / "numbers.js"
    ).read_text() == '(window.lessonData ||= {})["numbers"] = {"a":[1,2]};\n'
