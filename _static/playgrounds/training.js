/* A network that trains: two inputs, one hidden layer, one output, on points of two kinds.
   Random numbers, start and steps are those of Keras, so that the code below the box gives the same network. */
(function () {
  "use strict";
  const { number } = window.lessonKit;
  /* What can be chosen, and the start; the option `start` of the playground has other numbers of some of them. */
  const SETTINGS = { task: "circle", rate: 1, neurons: 8, examples: 100, noise: 0, seed: 1 };
  const RATES = [0.01, 0.1, 0.3, 1, 3, 10];
  const MOST = { neurons: 16, examples: 200, noise: 40 }; // noise in percent
  const CHECKED = 200; // validation points
  const PER_SECOND = 60,
    JUMP = 50, // epochs: in motion, and at once where nothing may move
    LONGEST = 1000; // epochs until training pauses by itself
  const CLOSE = 1e-7; // as Keras does, the loss keeps probabilities away from 0 and 1 by this much
  const SIZE = 236,
    CELLS = 59;

  /* As Python writes it: Keras takes no whole number as a learning rate. */
  const decimal = (each) => (Number.isInteger(each) ? each.toFixed(1) : String(each));

  /* Which points are of kind 1, in JavaScript and in Python. */
  const TASKS = {
    circle: { label: "circle", inside: (x1, x2) => x1 * x1 + x2 * x2 < 0.6, code: "x1**2 + x2**2 < 0.6" },
    corners: { label: "corners", inside: (x1, x2) => x1 * x2 > 0, code: "x1 * x2 > 0" },
  };

  /* ---------- the mathematics ---------- */
  /* `count` numbers between 0 and 1: a linear congruential generator, which Python writes in one line, too. */
  function randomNumbers(seed, count) {
    return Array.from({ length: count }, () => {
      seed = (Math.imul(1664525, seed) + 1013904223) >>> 0;
      return seed / 2 ** 32;
    });
  }

  /* Points {x1, x2, kind} in a square; a share of `noise` percent, by chance, is called the other kind. */
  function makePoints(task, seed, count, noise) {
    const numbers = randomNumbers(seed, 3 * count);
    return Array.from({ length: count }, (_, at) => {
      const [x1, x2] = [2 * numbers[3 * at] - 1, 2 * numbers[3 * at + 1] - 1];
      return { x1, x2, kind: Number(TASKS[task].inside(x1, x2) !== numbers[3 * at + 2] < noise / 100) };
    });
  }

  /* A network as Keras starts it (Glorot uniform, biases 0): weights from x1, from x2 and to the output, one for each hidden neuron. */
  function startNetwork(seed, neurons) {
    const numbers = randomNumbers(seed, 3 * neurons).map((share) => 2 * share - 1);
    const [first, last] = [Math.sqrt(6 / (2 + neurons)), Math.sqrt(6 / (neurons + 1))];
    const part = (at, limit) => numbers.slice(at * neurons, (at + 1) * neurons).map((share) => limit * share);
    return { x1: part(0, first), x2: part(1, first), biases: Array(neurons).fill(0), out: part(2, last), bias: 0 };
  }

  /* The probability of kind 1; `hidden`, where given, receives the outputs of the hidden neurons. */
  function predict(network, x1, x2, hidden = []) {
    let sum = network.bias;
    for (let at = 0; at < network.out.length; at += 1) {
      hidden[at] = Math.max(0, x1 * network.x1[at] + x2 * network.x2[at] + network.biases[at]);
      sum += hidden[at] * network.out[at];
    }
    return 1 / (1 + Math.exp(-sum));
  }

  /* The mean binary cross-entropy, and the share of points that are read rightly. */
  function measure(network, points) {
    let loss = 0,
      right = 0;
    for (const { x1, x2, kind } of points) {
      const probability = Math.min(1 - CLOSE, Math.max(CLOSE, predict(network, x1, x2)));
      loss -= Math.log(kind ? probability : 1 - probability);
      right += probability > 0.5 === Boolean(kind);
    }
    return { loss: loss / points.length, right: right / points.length };
  }

  /* One epoch: one step of gradient descent with all points; changes the network. */
  function train(network, points, rate) {
    const neurons = network.out.length,
      zeros = () => Array(neurons).fill(0);
    const slopes = { x1: zeros(), x2: zeros(), biases: zeros(), out: zeros(), bias: 0 };
    const hidden = zeros();
    for (const { x1, x2, kind } of points) {
      const probability = predict(network, x1, x2, hidden);
      if (probability < CLOSE || probability > 1 - CLOSE) continue; // here the loss is flat
      const error = (probability - kind) / points.length;
      slopes.bias += error;
      for (let at = 0; at < neurons; at += 1) {
        slopes.out[at] += error * hidden[at];
        if (hidden[at] === 0) continue; // ReLU is flat
        const back = error * network.out[at];
        slopes.x1[at] += back * x1;
        slopes.x2[at] += back * x2;
        slopes.biases[at] += back;
      }
    }
    for (const part of ["x1", "x2", "biases", "out"])
      network[part] = network[part].map((weight, at) => weight - rate * slopes[part][at]);
    network.bias -= rate * slopes.bias;
  }

  /* What is said of a run; `history` holds {train, check} of each epoch, the start included. */
  function verdictOn(history) {
    const epochs = history.length - 1,
      { train: now, check } = history[epochs],
      lowest = Math.min(...history.map((each) => each.check.loss));
    if (epochs === 0) return "The weights are random: the network has learned nothing yet.";
    const after = `After ${epochs} epoch${epochs > 1 ? "s" : ""}`;
    if (epochs >= 10 && now.loss > 0.95 * history[0].train.loss)
      return `${after} the loss is as large as at the start, or larger: the network fails to learn.`;
    if (check.loss > lowest + 0.1 && now.loss < check.loss - 0.2)
      return `${after} the validation loss has risen above its lowest value: the network overfits.`;
    if (check.right >= 0.9) return `${after} the network finds the pattern, also in points that it has never seen.`;
    return `${after} the network reads ${number(100 * check.right, 0)} % of the validation points rightly.`;
  }

  /* Python that makes the same points and the same start, and trains as long. */
  function inKeras({ task, rate, neurons, examples, noise, seed }, epochs) {
    return `import keras
import numpy as np


def random_numbers(seed, count):
    """Return the random numbers of the playground, from 0 to 1."""
    numbers = []
    for _ in range(count):
        seed = (1664525 * seed + 1013904223) % 2**32
        numbers.append(seed / 2**32)
    return np.array(numbers)


def make_points(seed, count):
    """Return points in a square, and the kind of each: 1 or 0."""
    x1, x2, luck = random_numbers(seed, 3 * count).reshape(count, 3).T
    x1, x2 = 2 * x1 - 1, 2 * x2 - 1
    kinds = (${TASKS[task].code}) != (luck < ${noise} / 100)
    return np.column_stack([x1, x2]), kinds.reshape(count, 1).astype(int)


points, kinds = make_points(1, ${examples})
validation_data = make_points(2, ${CHECKED})

network = keras.Sequential([
    keras.Input(shape=(2,)),
    keras.layers.Dense(${neurons}, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])

# The same random start; without these lines Keras draws its own
start = 2 * random_numbers(${seed}, ${3 * neurons}) - 1
network.set_weights([
    np.sqrt(6 / ${2 + neurons}) * start[:${2 * neurons}].reshape(2, ${neurons}),
    np.zeros(${neurons}),
    np.sqrt(6 / ${neurons + 1}) * start[${2 * neurons}:].reshape(${neurons}, 1),
    np.zeros(1),
])

network.compile(
    optimizer=keras.optimizers.SGD(learning_rate=${decimal(rate)}),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
history = network.fit(
    points,
    kinds,
    validation_data=validation_data,
    batch_size=${examples},
    epochs=${Math.max(1, epochs)},
    verbose=0,
)
print(network.evaluate(*validation_data, verbose=0))
`;
  }

  /* ---------- the box ---------- */
  lessonPlaygrounds.training = function (stage, kit) {
    const { button, calm, choice, drawing, element, output, say, show, slider, startOf, svg } = kit;
    const START = startOf(SETTINGS);
    if (!(START.task in TASKS) || !RATES.includes(START.rate)) throw new Error("no such task or learning rate");
    let seed, points, checked, network, history, running;

    /* ---------- controls ---------- */
    const task = choice(
      "points",
      Object.fromEntries(Object.entries(TASKS).map(([name, { label }]) => [name, label])),
      START.task,
      again,
    );
    const rate = choice(
      "learning rate",
      Object.fromEntries(RATES.map((each) => [decimal(each), number(each)])),
      decimal(START.rate),
      () => {
        halt();
        update();
      },
    );
    const sliders = [
      ["neurons", "hidden neurons", "learned", 1, 1],
      ["examples", "examples", "given", 10, 10],
      ["noise", "noise in %", "given", 0, 5],
    ].map(([key, label, ink, min, step]) => [
      key,
      slider({ name: label, label, ink, min, max: MOST[key], step, value: START[key], changed: again }),
    ]);
    const { neurons, examples, noise } = Object.fromEntries(sliders);
    const settings = () => ({
      task: task.value,
      rate: Number(rate.value),
      neurons: Math.round(neurons.value),
      examples: Math.round(examples.value),
      noise: noise.value,
      seed,
    });
    const run = button("Train", () => {
      if (running) {
        halt();
        update();
        tell();
      } else go();
    });

    /* ---------- pictures ---------- */
    const across = (x) => ((x + 1) / 2) * SIZE,
      up = (y) => ((1 - y) / 2) * SIZE;
    /* The more probable the network finds kind 1, the more of these layers lie on each other. */
    const layers = [0.1, 0.3, 0.5, 0.7, 0.9].map((level) => ({ level, path: svg("path", { class: "region" }) }));
    const dots = svg("g"),
      map = drawing(SIZE, SIZE, "", [
        ...layers.map(({ path }) => path),
        svg("path", { class: "context thin", d: `M0 0H${SIZE}V${SIZE}H0Z` }),
        dots,
      ]);
    const lines = svg("g"),
      nodes = svg("g"),
      web = drawing(SIZE, SIZE, "", [lines, nodes]);
    const curves = { train: svg("path", { class: "curve" }), check: svg("path", { class: "curve guide" }) };
    const [LEFT, TOP, BOTTOM] = [34, 24, SIZE - 26];
    const top = svg("text", { class: "tick", x: LEFT - 6, y: TOP + 5, "text-anchor": "end" }),
      last = svg("text", { class: "tick", x: SIZE, y: SIZE - 6, "text-anchor": "end" });
    const chart = drawing(SIZE, SIZE, "", [
      svg("path", { class: "context thin", d: `M${LEFT} ${TOP}V${BOTTOM}H${SIZE}` }),
      svg("text", { class: "tick", x: LEFT - 6, y: BOTTOM + 5, "text-anchor": "end" }, ["0"]),
      svg("text", { class: "tick", x: LEFT, y: 13 }, ["loss"]),
      top,
      last,
      curves.train,
      curves.check,
    ]);

    /* ---------- words ---------- */
    const places = {
      epochs: output("epochs"),
      loss: output("loss", "wrong"),
      check: output("validation-loss", "wrong"),
      right: output("right"),
    };
    const verdict = element("p", { class: "verdict" });
    const code = element("pre"),
      copied = element("span", { role: "status" });
    const copy = button("Copy", async () => {
      await navigator.clipboard.writeText(code.textContent);
      copied.textContent = "Copied";
    });
    const keras = element("details", { class: "in-keras" }, [
      element("summary", {}, ["The same in Keras"]),
      element("div", { class: "buttons" }, navigator.clipboard ? [copy, copied] : []),
      element("div", { class: "code", tabindex: 0, role: "group", "aria-label": "Code" }, [code]),
    ]);
    keras.addEventListener("toggle", update);
    const part = (title, ink, picture) =>
      element("div", {}, [element("p", { class: `part ${ink}-part` }, [title]), picture]);
    stage.append(
      element("div", { class: "training-controls" }, [
        task.element,
        rate.element,
        ...sliders.map(([, each]) => each.element),
      ]),
      element("div", { class: "buttons" }, [
        run,
        button("Step", () => {
          halt();
          forward();
          update();
          tell();
        }),
        button("New start", () => {
          seed = Math.floor(Math.random() * 2 ** 32);
          again();
        }),
        button("Reset", reset),
      ]),
      element("div", { class: "training-pictures" }, [
        part("points and border", "given", map),
        part("network", "learned", web),
        element("div", {}, [
          element("p", { class: "curve-names" }, [
            element("span", {}, "— training,"),
            " ",
            element("span", {}, "- - validation"),
          ]),
          chart,
        ]),
      ]),
      verdict,
      element(
        "dl",
        { class: "training-numbers" },
        Object.entries({
          epochs: "epochs",
          loss: "training loss",
          check: "validation loss",
          right: "validation accuracy",
        }).map(([name, label]) => element("div", {}, [element("dt", {}, [label]), element("dd", {}, [places[name]])])),
      ),
      keras,
    );

    /* ---------- what happens ---------- */
    const look = () => ({ train: measure(network, points), check: measure(network, checked) });

    function forward() {
      train(network, points, settings().rate);
      history.push(look());
    }

    function halt() {
      cancelAnimationFrame(running);
      running = 0;
      run.textContent = calm() ? `Train ${JUMP} epochs` : "Train";
    }

    /* Other data or another network: training begins anew, from the same random numbers. */
    function again() {
      halt();
      const now = settings();
      points = makePoints(now.task, 1, now.examples, now.noise);
      checked = makePoints(now.task, 2, CHECKED, now.noise);
      network = startNetwork(seed, now.neurons);
      history = [look()];
      update();
      tell();
    }

    function reset() {
      [task.value, rate.value, seed] = [START.task, decimal(START.rate), START.seed];
      for (const [key, each] of sliders) each.value = START[key];
      again();
    }

    /* Train until somebody pauses; without motion, or where frames do not come, in one jump. */
    function go() {
      if (calm()) {
        for (let epoch = 0; epoch < JUMP; epoch += 1) forward();
        update();
        tell();
        return;
      }
      run.textContent = "Pause";
      const first = history.length,
        begun = performance.now();
      const frame = (now) => {
        const due = Math.min(LONGEST, Math.ceil(((now - begun) / 1000) * PER_SECOND)) + first;
        const until = performance.now() + 30; // a slow computer trains fewer epochs in a second
        while (history.length < due && performance.now() < until) forward();
        update();
        if (history.length - first < LONGEST) running = requestAnimationFrame(frame);
        else {
          halt();
          tell();
        }
      };
      running = requestAnimationFrame(frame);
    }

    /* ---------- what is shown ---------- */
    function drawMap() {
      const cell = SIZE / CELLS;
      const paths = layers.map(() => "");
      for (let row = 0; row < CELLS; row += 1) {
        const begun = layers.map(() => -1);
        for (let column = 0; column <= CELLS; column += 1) {
          const probability =
            column < CELLS ? predict(network, (2 * column + 1) / CELLS - 1, 1 - (2 * row + 1) / CELLS) : -1;
          layers.forEach(({ level }, at) => {
            if (probability > level && begun[at] < 0) begun[at] = column;
            else if (probability <= level && begun[at] >= 0) {
              paths[at] += `M${begun[at] * cell} ${row * cell}H${column * cell}v${cell}H${begun[at] * cell}z`;
              begun[at] = -1;
            }
          });
        }
      }
      layers.forEach(({ path }, at) => path.setAttribute("d", paths[at]));
    }

    function drawPoints() {
      dots.replaceChildren(
        ...points.map(({ x1, x2, kind }) =>
          svg("rect", {
            class: kind ? "solid given" : "hollow given",
            x: across(x1) - 3.5,
            y: up(x2) - 3.5,
            width: 7,
            height: 7,
          }),
        ),
      );
    }

    function drawWeb() {
      const count = network.out.length,
        middle = SIZE / 2,
        radius = Math.min(14, (0.36 * SIZE) / count);
      const place = (at) => (SIZE * (at + 0.5)) / count;
      const line = (from, to, weight) =>
        svg("path", {
          class: weight < 0 ? "learned line negative" : "learned line",
          d: `M${from.join(" ")}L${to.join(" ")}`,
          "stroke-width": Math.min(9, 0.4 + 1.6 * Math.abs(weight)),
        });
      const inputs = [
        [14, SIZE / 3],
        [14, (2 * SIZE) / 3],
      ];
      lines.replaceChildren(
        ...network.out.flatMap((weight, at) => [
          line(inputs[0], [middle, place(at)], network.x1[at]),
          line(inputs[1], [middle, place(at)], network.x2[at]),
          line([middle, place(at)], [SIZE - 16, middle], weight),
        ]),
      );
      nodes.replaceChildren(
        ...inputs.map(([x, y]) => svg("rect", { class: "given", x: x - 12, y: y - 12, width: 24, height: 24, rx: 3 })),
        ...network.out.map((_, at) => svg("circle", { class: "computed", cx: middle, cy: place(at), r: radius })),
        svg("circle", { class: "computed", cx: SIZE - 16, cy: middle, r: 14 }),
      );
    }

    function drawChart() {
      const epochs = Math.max(20, history.length - 1);
      const highest = Math.max(1, ...history.map(({ train: { loss }, check }) => Math.max(loss, check.loss)));
      const every = Math.ceil(history.length / 200);
      for (const [name, curve] of Object.entries(curves)) {
        const shown = history
          .map((each, at) => [at, each[name].loss])
          .filter(([at]) => at % every === 0 || at === history.length - 1);
        curve.setAttribute(
          "d",
          "M" +
            shown
              .map(
                ([at, loss]) =>
                  `${(LEFT + (at / epochs) * (SIZE - LEFT - 2)).toFixed(1)} ${(BOTTOM - (loss / highest) * (BOTTOM - TOP)).toFixed(1)}`,
              )
              .join("L"),
        );
      }
      top.textContent = number(highest, 1);
      last.textContent = `${epochs} epochs`;
    }

    function update() {
      const { train: now, check } = history[history.length - 1];
      show(places.epochs, history.length - 1, 0);
      show(places.loss, now.loss, 3);
      show(places.check, check.loss, 3);
      show(places.right, check.right, 2);
      if (history.length === 1) drawPoints();
      drawMap();
      drawWeb();
      drawChart();
      verdict.textContent = verdictOn(history);
      map.setAttribute(
        "aria-label",
        `${points.length} points of two kinds in a square, ${points.filter(({ kind }) => kind).length} of them full; the ground is coloured where the network predicts full ones`,
      );
      web.setAttribute(
        "aria-label",
        `A network with 2 inputs, ${network.out.length} hidden neurons and 1 output; a wide line is a large weight, a dashed one is negative. The largest weight is ${number(Math.max(...[...network.x1, ...network.x2, ...network.out].map(Math.abs)), 1)}`,
      );
      chart.setAttribute(
        "aria-label",
        `Loss over ${history.length - 1} epochs: training from ${number(history[0].train.loss, 2)} to ${number(now.loss, 2)}, validation from ${number(history[0].check.loss, 2)} to ${number(check.loss, 2)}`,
      );
      copied.textContent = "";
      if (keras.open) code.textContent = inKeras(settings(), history.length - 1);
    }

    /* Spoken when training pauses, not at each epoch. */
    function tell() {
      say(
        `${verdict.textContent} Training loss ${places.loss.textContent}, validation loss ${places.check.textContent}, validation accuracy ${places.right.textContent}`,
      );
    }

    reset();
  };

  window.lessonTraining = {
    SETTINGS,
    inKeras,
    makePoints,
    measure,
    predict,
    randomNumbers,
    startNetwork,
    train,
    verdictOn,
  };
})();
