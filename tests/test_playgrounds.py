"""The playgrounds: loaded when near, operable, accessible, and computing what Keras computes."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest
from conftest import VIEWS, WIDTHS, violations
from lesson.text.page import read, toc_pages
from lesson.text.playgrounds import read_guess

# (address of the page, name of the playground), as the sources say
PLAYGROUNDS = [
    (f"{page.path.with_suffix('').as_posix()}.html", block.argument)
    for page in map(read, toc_pages())
    for block in page.walk()
    if block.name == "playground"
]
# The first page that has it.
ADDRESS = {name: address for address, name in reversed(PLAYGROUNDS)}
EVERY = pytest.mark.parametrize(
    "address, name", PLAYGROUNDS, ids=[f"{name}-{address.split('/')[-1][:2]}" for address, name in PLAYGROUNDS]
)
CLOSE = 1e-5


class Playground:
    """One playground on an open page, scrolled into view and filled; the guess is made, unless a test wants to make it."""

    def __init__(self, page, site: str, name: str, address: str = "", guess: bool = True):
        page.goto(f"{site}/{address or ADDRESS[name]}")
        self.page, self.section = page, page.locator(f"#playground-{name}")
        self.section.scroll_into_view_if_needed()
        self.section.locator(".stage > *").first.wait_for(state="attached")
        page.wait_for_selector(f"#playground-{name}[data-filled]")
        if guess:
            self.section.locator(".choices button").first.click()

    def value(self, output: str) -> float:
        """Return the exact number behind an output."""
        return float(self.section.locator(f'[data-output="{output}"]').get_attribute("data-value"))

    def text(self, output: str) -> str:
        """Return what readers see of an output."""
        return self.section.locator(f'[data-output="{output}"]').inner_text()

    def enter(self, label: str, number: float) -> None:
        """Type a number into the field of a slider."""
        self.section.get_by_label(f"{label}, exact number", exact=True).fill(str(number))

    def press(self, button: str) -> None:
        self.section.get_by_role("button", name=button, exact=True).click()

    def state(self) -> list:
        """Return everything that readers can change or read."""
        return self.section.locator(".stage").evaluate(
            "stage => [...stage.querySelectorAll('input, select, [data-value], [aria-pressed]')]"
            ".map(e => [e.value, e.checked, e.dataset.value, e.getAttribute('aria-pressed')])"
        )


# ---------- every playground ----------


@EVERY
def test_is_loaded_when_it_comes_near(server, page, address, name):
    asked = []
    page.on("request", lambda request: asked.append(request.url.split("?")[0].rsplit("/", 1)[-1]))
    page.goto(f"{server}/{address}", wait_until="networkidle")
    assert f"{name}.js" not in asked, "loaded before anybody scrolled"
    section = page.locator(f"#playground-{name}")
    assert section.locator(".stage > *").count() == 0
    section.scroll_into_view_if_needed()
    page.wait_for_selector(f"#playground-{name}[data-filled] .stage > *", state="attached")
    assert asked.count(f"{name}.js") == asked.count("kit.js") == 1


@EVERY
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_when_it_is_filled(server, page, address, name, width):
    page.set_viewport_size({"width": WIDTHS[width], "height": 844})
    page.goto(f"{server}/{address}")
    height = page.locator(f"#playground-{name}").evaluate("section => section.getBoundingClientRect().height")
    playground = Playground(page, server, name, address, guess=False)
    assert playground.section.evaluate("section => section.getBoundingClientRect().height") == height
    spare = playground.section.evaluate(
        "section => { const stage = section.querySelector('.stage'); const room = stage.offsetHeight; "
        "stage.style.minHeight = 0; return room - stage.offsetHeight; }"
    )
    assert spare <= 80, "more room than it needs; lessen --room in playgrounds.css"


@EVERY
@pytest.mark.parametrize("theme, width", VIEWS)
def test_accessible_when_filled(server, browser, address, name, theme, width):
    context = browser.new_context(
        viewport={"width": WIDTHS[width], "height": 844}, color_scheme=theme, reduced_motion="reduce"
    )
    playground = Playground(context.new_page(), server, name, address)
    playground.section.locator("details").evaluate_all("all => all.forEach(details => { details.open = true; })")
    found = violations(playground.page, f"#playground-{name}")
    wide = playground.page.evaluate("document.documentElement.scrollWidth")
    small = playground.section.locator("button, input, select").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).filter(r => r.width && (r.width < 24 || r.height < 24)).length"
    )
    context.close()
    assert not found
    assert wide <= WIDTHS[width]
    assert small == 0, "controls smaller than 24 px"


@EVERY
def test_changes_by_keyboard_and_resets(server, page, address, name):
    playground = Playground(page, server, name, address)
    before, shown = playground.state(), playground.section.locator(".stage").inner_text()
    controls = playground.section.locator(".stage :is(input[type=range], input[type=number], button[aria-pressed])")
    control = (controls if controls.count() else playground.section.get_by_role("button", name="Clear")).first
    control.focus()
    page.keyboard.press(
        control.evaluate(
            "e => e.matches('button') ? 'Space' : Number(e.value) < Number(e.max) ? 'ArrowUp' : 'ArrowDown'"
        )
    )
    assert playground.section.locator(".stage").inner_text() != shown, "no number has changed"
    playground.section.get_by_role("status").filter(has_text="").first.wait_for(state="attached")
    page.wait_for_function(
        "name => document.querySelector(`#playground-${name} [role=status]`).textContent.length > 5", arg=name
    )
    reset = playground.section.get_by_role("button", name="Reset", exact=True)
    reset.focus()
    page.keyboard.press("Enter")
    assert playground.state() == before


@EVERY
def test_works_from_a_folder_and_only_at_home(site, page, address, name):
    Playground(page, f"file://{site}", name, address)
    for collected in ("print.html", "exercises.html"):
        assert 'class="box playground"' not in (site / collected).read_text(encoding="utf-8")


@pytest.mark.parametrize("media", ["screen", "print"])
def test_without_scripts_and_on_paper_the_guess_and_its_answer_are_left(site, browser, media):
    context = browser.new_context(java_script_enabled=media == "print")
    page = context.new_page()
    page.emulate_media(media=media)
    for address, name in PLAYGROUNDS:
        page.goto(f"file://{site}/{address}")
        section = page.locator(f"#playground-{name}")
        assert section.locator(".question").is_visible() and section.locator(".choices").is_visible()
        assert not section.locator(".stage").is_visible()
        if media == "screen":
            section.locator(".answer summary").click()
        assert section.locator(".right-choice").is_visible()
    context.close()


# ---------- the guess ----------


@EVERY
def test_asks_before_it_answers(server, page, address, name):
    """Nothing can be operated before a choice is clicked; the answer is closed, and knows the guess when it opens."""
    playground = Playground(page, server, name, address, guess=False)
    stage, choices = playground.section.locator(".stage"), playground.section.locator(".choices button")
    assert stage.evaluate("stage => stage.inert")
    assert not playground.section.locator(".right-choice").is_visible()
    guess = next(
        read_guess(block)[0]
        for block in read(Path(address).with_suffix(".md")).walk()
        if block.name == "guess" and block.line > place(address, name)
    )
    assert choices.all_inner_texts() == guess.choices
    wrong = next(choice for choice in guess.choices if choice != guess.answer)
    for choice, said in ((wrong, f"Your guess was: {wrong}."), (guess.answer, "That was your guess.")):
        playground.section.get_by_role("button", name=choice, exact=True).focus()
        page.keyboard.press("Enter")
        assert not stage.evaluate("stage => stage.inert")
        assert playground.section.locator("[aria-pressed=true]").first.inner_text() == choice
        assert guess.answer in playground.section.locator(".right-choice").text_content()
        assert playground.section.locator(".right-choice").text_content().endswith(said)


def place(address: str, name: str) -> int:
    """Return the line of the source where a playground stands."""
    blocks = read(Path(address).with_suffix(".md")).walk()
    return next(block.line for block in blocks if block.name == "playground" and block.argument == name)


def test_says_so_when_a_script_is_missing(server, page):
    address, name = PLAYGROUNDS[0]
    page.route(f"**/{name}.js*", lambda route: route.abort())
    page.goto(f"{server}/{address}")
    section = page.locator(f"#playground-{name}")
    section.scroll_into_view_if_needed()
    section.get_by_text("could not be loaded").wait_for()


# ---------- one neuron ----------


def test_neuron_keeps_its_promises(server, page):
    """What the answer beside it says."""
    neuron = Playground(page, server, "neuron")
    assert (neuron.text("sum"), neuron.text("biased"), neuron.text("output")) == ("0.9", "0.7", "0.7")
    neuron.enter("w2, weight", 2)
    assert neuron.text("output") == "0.7", "its input is 0"
    neuron.enter("w1, weight", 1)
    assert neuron.text("output") == "1.2"
    neuron.enter("b, bias", -2)
    assert neuron.value("output") == 0
    neuron.enter("w1, weight", 1.1)
    assert neuron.value("output") == 0, "a small change does not show"


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "linear"])
def test_neuron_computes_what_keras_computes(server, page, activation):
    import keras
    import numpy as np

    neuron = Playground(page, server, "neuron")
    neuron.section.get_by_role("combobox").select_option(activation)
    layer = keras.layers.Dense(1, activation=activation)
    layer.build((None, 3))
    for inputs, weights, bias in [
        ([0, 0.5, 1], [-1, -0.5, 0.5], 1),
        ([0.37, -0.81, 0.5], [1.234, 0.777, -2], -0.321),
        ([1, -1, 1], [2, -2, 2], 2),
    ]:
        layer.set_weights([np.array(weights).reshape(3, 1), np.array([bias])])
        for at in range(3):
            neuron.enter(f"x{at + 1}, input", inputs[at])
            neuron.enter(f"w{at + 1}, weight", weights[at])
        neuron.enter("b, bias", bias)
        assert neuron.value("output") == pytest.approx(float(layer(np.array([inputs]))[0, 0]), abs=CLOSE)
        assert neuron.value("sum") == pytest.approx(np.dot(inputs, weights), abs=CLOSE)


# ---------- the XOR network ----------

PAIRS = [[0, 0], [0, 1], [1, 0], [1, 1]]
FIELDS = [
    "x1 to h1, weight",
    "x2 to h1, weight",
    "b1, bias of h1",
    "x1 to h2, weight",
    "x2 to h2, weight",
    "b2, bias of h2",
    "h1 to y, weight",
    "h2 to y, weight",
    "b3, bias of y",
]


def test_xor_leads_to_its_goals(server, page):
    """From the start to AND in two steps, as the answer beside it says, and with the numbers of the exercise to XOR."""
    xor = Playground(page, server, "xor")
    assert [xor.text(f"y-{a}{b}") for a, b in PAIRS] == ["0.5", "0.5", "0.5", "1.5"]
    assert "this is not AND" in xor.section.inner_text()
    xor.enter("h2 to y, weight", 0)
    assert [xor.text(f"y-{a}{b}") for a, b in PAIRS] == ["0", "0.5", "0.5", "1.5"], "only the first row"
    xor.enter("b1, bias of h1", -1)
    assert "All four rows are right: this network computes AND" in xor.section.inner_text()
    for field, number in zip(FIELDS, [1, 1, 0, 1, 1, -1, 1, -1, 0]):
        xor.enter(field, number)
    for goal, verdict in (("OR", "computes OR"), ("XOR", "3 of 4 rows are right: this is not XOR")):
        xor.section.get_by_role("combobox").select_option(goal)
        assert verdict in xor.section.inner_text()
    xor.enter("h2 to y, weight", -2)
    assert "computes XOR" in xor.section.inner_text()


def test_xor_inputs_are_pressed(server, page):
    xor = Playground(page, server, "xor")
    assert xor.section.locator("tr[aria-current] td").all_inner_texts()[:5] == ["1", "0", "0.5", "0", "0.5"]
    xor.section.locator(".stage [aria-pressed]").first.click()
    assert xor.section.locator("tr[aria-current] td").all_inner_texts()[:5] == ["0", "0", "0", "0.5", "0.5"]


def test_xor_computes_what_keras_computes(server, page):
    import keras
    import numpy as np

    network = keras.Sequential([
        keras.Input(shape=(2,)),
        keras.layers.Dense(2, activation="relu"),
        keras.layers.Dense(1, activation="relu"),
    ])
    hidden = keras.Sequential([keras.Input(shape=(2,)), network.layers[0]])
    xor = Playground(page, server, "xor")
    for numbers in (
        [1, 1, 0, 1, 1, -1, 1, -2, 0],
        [0.3, -1.7, 0.9, 2.25, 1.1, -0.4, 1.6, -0.7, 0.05],
        [-3, 3, 0, 3, -3, 0, 3, 3, -1],
    ):
        for field, number in zip(FIELDS, numbers):
            xor.enter(field, number)
        h1, h2, y = numbers[:3], numbers[3:6], numbers[6:]
        network.set_weights([
            np.array([h1[:2], h2[:2]]).T,
            np.array([h1[2], h2[2]]),
            np.array([y[:2]]).T,
            np.array([y[2]]),
        ])
        expected = np.hstack([hidden(np.array(PAIRS)), network(np.array(PAIRS))])
        found = [[xor.value(f"{name}-{a}{b}") for name in ("h1", "h2", "y")] for a, b in PAIRS]
        assert found == pytest.approx(expected, abs=CLOSE)


# ---------- loss ----------


def test_loss_of_an_outlier_is_what_the_text_says(server, page):
    loss = Playground(page, server, "loss")
    mse, huber = loss.value("mse"), loss.value("huber")
    loss.section.get_by_label("ŷ3, prediction 3", exact=True).focus()
    page.keyboard.press("End")
    assert loss.value("squared-3") == 25 > sum(loss.value(f"squared-{at}") for at in (1, 2, 4))
    assert loss.value("mse") / mse > 6 and 3 < loss.value("huber") / huber < 3.5


def test_predictions_can_be_dragged(server, page):
    loss = Playground(page, server, "loss")
    handle = loss.section.locator(".reach").nth(2)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 20, steps=4)
    page.mouse.up()
    slider = loss.section.get_by_label("ŷ3, prediction 3", exact=True)
    assert float(slider.input_value()) > 2
    assert loss.value("squared-3") == pytest.approx((float(slider.input_value()) - 1) ** 2)


def test_loss_computes_what_keras_computes(server, page):
    import keras
    import numpy as np

    expected = np.array([2, -1, 1, 4.0])
    loss = Playground(page, server, "loss")
    for predictions in ([1, 2, 0, 3], [-0.25, -1.75, 0.99, 1.01], [6, -3, 5.5, -2.125]):
        for at, prediction in enumerate(predictions, 1):
            loss.enter(f"ŷ{at}, prediction {at}", prediction)
        predicted = np.array(predictions, dtype=float)
        assert loss.value("mse") == pytest.approx(
            float(keras.losses.MeanSquaredError()(expected, predicted)), abs=CLOSE
        )
        assert loss.value("huber") == pytest.approx(float(keras.losses.Huber()(expected, predicted)), abs=CLOSE)
        single = keras.losses.Huber(reduction="none")(expected[:, None], predicted[:, None])
        assert [loss.value(f"huber-{at}") for at in range(1, 5)] == pytest.approx(np.array(single), abs=CLOSE)


# ---------- gradient descent ----------


def curve(w):
    """The curve of the playground, as the page draws it."""
    return (w * w - 4) ** 2 / 16 + w / 4 + 1


def test_descent_computes_what_keras_computes(server, page):
    import keras
    import tensorflow as tf

    descent = Playground(page, server, "gradient-descent")
    for rate, start in ((0.1, 3), (0.37, -1.4), (0.7, 3), (2, 2.5)):
        descent.enter("learning rate", rate)
        descent.enter("start w", start)
        w = tf.Variable(start, dtype=tf.float64)
        optimizer = keras.optimizers.SGD(learning_rate=float(rate))
        for step in range(1, 8):
            with tf.GradientTape() as tape:
                loss = curve(w)
            slope = tape.gradient(loss, w)
            assert descent.value("slope") == pytest.approx(float(slope), abs=CLOSE)
            assert descent.value("loss") == pytest.approx(float(loss), abs=CLOSE)
            assert descent.value("step") == pytest.approx(rate * float(slope), abs=CLOSE)
            optimizer.apply_gradients([(slope, w)])
            descent.press("Step")
            assert descent.value("w") == pytest.approx(float(w), abs=CLOSE)
            assert descent.value("steps") == step


def test_descent_ends_where_the_text_says(server, page):
    """The test's pages ask for reduced motion, so a run shows its end at once."""
    descent = Playground(page, server, "gradient-descent")
    descent.press("Run")
    assert "right valley, which is not the lowest" in descent.section.inner_text()
    descent.enter("start w", -0.5)
    assert descent.value("steps") == 0, "another start begins anew"
    descent.press("Run")
    assert "left valley, the lowest" in descent.section.inner_text()
    assert curve(descent.value("w")) == pytest.approx(descent.value("loss"), abs=CLOSE)
    descent.enter("start w", 3)
    descent.enter("learning rate", 0.7)
    descent.press("Run")
    assert descent.value("w") < 0, "a larger step jumps over the hill"
    descent.enter("start w", 3)
    descent.enter("learning rate", 2)
    descent.press("Run")
    assert "diverges" in descent.section.inner_text()
    assert descent.value("steps") < 30


def test_descent_moves_for_others_and_can_be_stopped(server, browser):
    context = browser.new_context(reduced_motion="no-preference")
    descent = Playground(context.new_page(), server, "gradient-descent")
    descent.enter("learning rate", 0.01)
    descent.press("Run")
    descent.page.wait_for_function(
        "() => Number(document.querySelector('#playground-gradient-descent [data-output=steps]').textContent) >= 2"
    )
    descent.press("Stop")
    stopped = descent.value("steps")
    descent.page.wait_for_timeout(400)
    assert 2 <= descent.value("steps") == stopped < 60
    context.close()


# ---------- a network that trains ----------

TRAINING = [address for address, name in PLAYGROUNDS if name == "training"]


def set_up(training: Playground, task="circle", rate="1.0", neurons=8, examples=100, noise=0) -> None:
    """Choose the settings as people do."""
    training.section.get_by_role("combobox", name="points").select_option(task)
    training.section.get_by_role("combobox", name="learning rate").select_option(rate)
    for label, number in (("hidden neurons", neurons), ("examples", examples), ("noise in %", noise)):
        training.enter(label, number)


def code_of(training: Playground) -> str:
    """Return the Python that the playground shows for its state."""
    training.section.locator(".in-keras").evaluate("details => { details.open = true; }")
    training.page.wait_for_function("document.querySelector('#playground-training .in-keras pre').textContent")
    return training.section.locator(".in-keras pre").inner_text()


def run(code: str) -> dict:
    """Run Python in a namespace of its own, and return that; what it prints is left out."""
    names: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, "the same in Keras", "exec"), names)
    return names


@pytest.mark.parametrize(
    "settings, epochs",
    [
        ({}, 100),
        ({"task": "corners", "examples": 20, "noise": 20, "neurons": 16}, 100),
        ({"neurons": 1, "rate": "0.3", "noise": 10, "examples": 200}, 50),
        ({"rate": "10.0"}, 3),
    ],
    ids=["circle", "overfits", "one neuron", "too large"],
)
def test_training_gives_what_its_keras_code_gives(server, page, settings, epochs):
    training = Playground(page, server, "training")
    set_up(training, **settings)
    if epochs < 50:
        for _ in range(epochs):
            training.press("Step")
    for _ in range(epochs // 50):
        training.press("Train 50 epochs")
    assert training.value("epochs") == epochs
    history = run(code_of(training))["history"].history
    assert len(history["loss"]) == epochs
    # Keras reports the training loss before the step of an epoch, the validation loss after it.
    assert training.value("validation-loss") == pytest.approx(history["val_loss"][-1], abs=1e-4)
    assert training.value("right") == pytest.approx(history["val_accuracy"][-1], abs=1e-4)


AFTER_120_EPOCHS = """settings => {
    const { inKeras, makePoints, startNetwork, train } = window.lessonTraining;
    const points = makePoints(settings.task, 1, settings.examples, settings.noise);
    const network = startNetwork(settings.seed, settings.neurons);
    for (let epoch = 0; epoch < 120; epoch += 1) train(network, points, settings.rate);
    return [network, inKeras(settings, 120)];
}"""


CORNERS = {"task": "corners", "neurons": 6, "noise": 10, "rate": 0.3, "examples": 60}
CIRCLE = {"task": "circle", "neurons": 8, "noise": 0, "rate": 1, "examples": 60}


def weights_are_those_of_keras(found: dict, code: str) -> None:
    """After 120 steps each weight and bias of a network agrees within 1e-4 with those that its code in Keras gives."""
    import numpy as np

    kernel, biases, last, bias = run(code)["network"].get_weights()
    expected = [found["x1"], found["x2"]], found["biases"], np.array(found["out"])[:, None], [found["bias"]]
    for sought, weights in zip(expected, (kernel, biases, last, bias)):
        assert np.abs(np.array(sought) - weights).max() < 1e-4


@pytest.mark.parametrize("settings, seed", [(CORNERS, 1), (CIRCLE, 4_000_000_000)], ids=["corners", "circle"])
def test_training_has_the_weights_of_keras(server, page, settings, seed):
    """The start is the playground's own, and random."""
    training = Playground(page, server, "training")
    weights_are_those_of_keras(*page.evaluate(AFTER_120_EPOCHS, {**settings, "seed": seed}))
    assert training.page.evaluate("window.lessonTraining.startNetwork(1, 8).x1") != training.page.evaluate(
        "window.lessonTraining.startNetwork(2, 8).x1"
    )


@pytest.mark.parametrize("way", ["http", "file"])
def test_training_in_firefox(server, site, firefox, way):
    """The same numbers, and a guess opens it there, too."""
    start = server if way == "http" else site.as_uri()
    firefox.open(f"{start}/{ADDRESS['training']}#playground-training")
    firefox.wait("document.querySelector('#playground-training[data-filled] .stage > *')")
    settings = {**(CORNERS if way == "file" else CIRCLE), "seed": 7}
    weights_are_those_of_keras(*firefox.run(f"return ({AFTER_120_EPOCHS})(arguments[0]);", settings))
    shown = "return document.querySelector('#playground-training .stage').innerText;"
    firefox.click("#playground-training .choices button")
    before = firefox.run(shown)
    firefox.run(
        "[...document.querySelectorAll('#playground-training button')].find((one) => one.innerText === 'Step').click();"
    )
    assert firefox.run(shown) != before


@pytest.mark.kernel
def test_training_starts_as_keras_starts():
    """The start of the playground is drawn as Keras draws it: uniform, as wide as the layer wants it."""
    import keras

    for inputs, outputs in ((2, 8), (8, 1), (2, 16)):
        layer = keras.layers.Dense(outputs)
        layer.build((None, inputs))
        assert type(layer.kernel_initializer).__name__ == "GlorotUniform"
        assert abs(keras.ops.convert_to_numpy(layer.kernel)).max() <= (6 / (inputs + outputs)) ** 0.5


@pytest.mark.parametrize("address", TRAINING)
def test_training_shows_the_code_of_its_state(server, page, address):
    """The code says what is chosen, on each page, and follows what people do."""
    training = Playground(page, server, "training", address)
    rate = training.section.get_by_role("combobox", name="learning rate").input_value()
    neurons = training.section.get_by_label("hidden neurons", exact=True).input_value()
    code = code_of(training)
    assert f"SGD(learning_rate={rate})" in code and f'Dense({neurons}, activation="relu")' in code
    set_up(training, "corners", "0.1", 3, 40, 15)
    training.press("Step")
    training.press("Step")
    code = code_of(training)
    for part in (
        "x1 * x2 > 0",
        "SGD(learning_rate=0.1)",
        "Dense(3,",
        "make_points(1, 40)",
        "luck < 15 / 100",
        "epochs=2,",
    ):
        assert part in code
    training.press("New start")
    assert training.value("epochs") == 0
    assert re.search(r"random_numbers\((\d+), 9\)", code_of(training))[1] != "1"
    assert max(map(len, code.splitlines())) <= 79


def test_training_copies_its_code(server, browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    training = Playground(context.new_page(), server, "training")
    code = code_of(training)
    training.press("Copy")
    training.section.get_by_text("Copied").wait_for()
    assert training.page.evaluate("navigator.clipboard.readText()").strip() == code.strip()
    context.close()


def test_training_moves_for_others_and_can_be_paused(server, browser):
    """Tens of epochs in a second; silent while it runs, and one sentence when it pauses."""
    context = browser.new_context(reduced_motion="no-preference")
    training = Playground(context.new_page(), server, "training")
    training.page.wait_for_timeout(700)
    spoken = training.section.locator(".stage > [role=status]")
    before = spoken.text_content()
    training.press("Train")
    training.page.wait_for_timeout(1500)
    assert spoken.text_content() == before, "it talks while it trains"
    training.press("Pause")
    paused = training.value("epochs")
    training.page.wait_for_timeout(800)
    assert 30 <= paused == training.value("epochs")
    assert f"After {paused:.0f} epochs" in spoken.text_content()
    context.close()


# What the pages say of their start settings, held with starts of the playground's own: settings -> what must be true.
SAID = {
    "nearly all": ({}, 300, "end.train.right > 0.95 && end.check.right > 0.9"),
    "one neuron cannot": ({"neurons": 1}, 600, "end.train.right < 0.75"),
    "the largest rate fails": ({"rate": 10}, 300, "end.train.loss > 0.8 * first.train.loss"),
    "a part of the pattern": (
        {"task": "corners", "neurons": 1},
        600,
        "end.train.right < 0.8 && end.train.loss < 0.9 * first.train.loss",
    ),
    "eight find it": ({"task": "corners"}, 600, "end.train.right > 0.95"),
    "falls, then rises": (
        {"task": "corners", "examples": 20, "noise": 20, "neurons": 16},
        300,
        "end.train.loss < 0.1 && lowest < first.check.loss && lowest + 0.5 < end.check.loss",
    ),
    "less without noise": (
        {"task": "corners", "examples": 20, "noise": 0, "neurons": 16},
        300,
        "end.check.loss < lowest + 0.5",
    ),
    "more examples": (
        {"task": "corners", "examples": 200, "noise": 20, "neurons": 16},
        300,
        "end.check.loss - end.train.loss < 0.15",
    ),
    "fewer neurons": (
        {"task": "corners", "examples": 20, "noise": 20, "neurons": 8},
        300,
        "end.check.loss - end.train.loss > 1",
    ),
    "a smaller rate": (
        {"task": "corners", "examples": 20, "noise": 20, "neurons": 16, "rate": 0.1},
        600,
        "end.check.loss - end.train.loss > 0.3",
    ),
}


@pytest.mark.parametrize("claim", SAID)
def test_training_does_what_the_pages_say(server, page, claim):
    settings, epochs, truth = SAID[claim]
    Playground(page, server, "training")
    held = page.evaluate(
        """([settings, epochs]) => {
            const { SETTINGS, makePoints, measure, randomNumbers, startNetwork, train } = window.lessonTraining;
            const { task, rate, neurons, examples, noise } = { ...SETTINGS, ...settings };
            const points = makePoints(task, 1, examples, noise), checked = makePoints(task, 2, 200, noise);
            return [1, ...randomNumbers(7, 9).map((share) => Math.floor(share * 2 ** 32))].map((seed) => {
                const network = startNetwork(seed, neurons);
                const look = () => ({ train: measure(network, points), check: measure(network, checked) });
                const history = [look()];
                for (let epoch = 0; epoch < epochs; epoch += 1) {
                    train(network, points, rate);
                    history.push(look());
                }
                const first = history[0], end = history[epochs], lowest = Math.min(...history.map(({ check }) => check.loss));
                return { first, end, lowest };
            });
        }""",
        [settings, epochs],
    )
    true = page.evaluate(f"all => all.map(({{ first, end, lowest }}) => {truth})", held)
    assert true[0] and sum(true) >= 9, f"{claim}: {true}"


# ---------- one step of attention ----------

ROWS = range(1, 4)


def fill_attention(playground, query, keys, values, sharpness):
    for at, name in enumerate(["first", "second"]):
        playground.enter(f"q{at + 1}, {name} number of the query", query[at])
        for row in ROWS:
            playground.section.get_by_label(f"Key {row}, {name} number", exact=True).fill(str(keys[row - 1][at]))
    for row in ROWS:
        playground.section.get_by_label(f"Value {row}", exact=True).fill(str(values[row - 1]))
    playground.enter("sharpness", sharpness)


def test_attention_starts_with_the_page(server, page):
    attention = Playground(page, server, "attention")
    assert [attention.text(f"score-{row}") for row in ROWS] == ["4", "2", "1"]
    assert [attention.text(f"weight-{row}") for row in ROWS] == ["0.84", "0.11", "0.04"]
    assert attention.text("result") == "12.4"


@pytest.mark.parametrize("sharpness", [1, 0.4, 3])
def test_attention_computes_what_keras_computes(server, page, sharpness):
    import keras
    import numpy as np

    attention = Playground(page, server, "attention")
    layer = keras.layers.Attention()
    for query, keys, values in [
        ([0.7, -1.3], [[1, 2], [-0.5, 1], [2.5, -3]], [15, -20, 45]),
        ([-3, 3], [[3, 3], [-3, 0.5], [0, -1.5]], [100, 5, -100]),
    ]:
        fill_attention(attention, query, keys, values, sharpness)
        # Sharpness multiplies every score, as a longer query would.
        found, weights = layer(
            [
                sharpness * np.array(query, dtype="float32").reshape(1, 1, 2),
                np.array(values, dtype="float32").reshape(1, 3, 1),
                np.array(keys, dtype="float32").reshape(1, 3, 2),
            ],
            return_attention_scores=True,
        )
        weights = keras.ops.convert_to_numpy(weights).ravel()
        assert [attention.value(f"weight-{row}") for row in ROWS] == pytest.approx(weights, abs=CLOSE)
        assert attention.value("result") == pytest.approx(float(keras.ops.convert_to_numpy(found).item()), abs=1e-3)
        assert [attention.value(f"score-{row}") for row in ROWS] == pytest.approx(np.dot(keys, query), abs=CLOSE)


def test_attention_keeps_its_promises(server, page):
    """What the text beside the playground says."""
    attention = Playground(page, server, "attention")
    attention.enter("sharpness", 0)
    assert [attention.text(f"weight-{row}") for row in ROWS] == ["0.33"] * 3
    assert attention.value("result") == pytest.approx(70 / 3) and "plain mean" in attention.section.inner_text()
    attention.enter("sharpness", 4)
    assert attention.text("weight-1") == "1.00" and "practically hard" in attention.section.inner_text()
    attention.press("Reset")
    attention.enter("q1, first number of the query", 0)
    attention.enter("q2, second number of the query", 2)
    assert attention.text("result") == "19.9", "another row takes over, as in the exercise"
    attention.enter("q1, first number of the query", 2)
    assert [attention.text(f"weight-{row}") for row in (1, 2)] == ["0.50", "0.50"], "two rows share the weight"
    assert "share the weight" in attention.section.inner_text()
