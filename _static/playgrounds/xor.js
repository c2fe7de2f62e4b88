/* A network for logic: click the inputs, edit weights and biases, see every neuron and the truth table. */
(function () {
  "use strict";
  const { activations } = window.lessonKit;
  const PAIRS = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  /* What the network may be meant to compute, for the inputs of PAIRS. */
  const GOALS = { AND: [0, 0, 0, 1], OR: [0, 1, 1, 1], XOR: [0, 1, 1, 0] };
  /* The pair and the goal shown first, and a network that computes none of the goals. */
  const START = [1, 0],
    GOAL = "AND",
    NETWORK = [
      [
        [1, -1],
        [1, -1],
      ],
      [-0.5, 0.5],
      [[1], [1]],
      [0],
    ];
  /* The places of the figure beside it. */
  const PLACES = { x1: [28, 78], x2: [28, 208], h1: [252, 78], h2: [252, 208], y: [441, 143] };
  const BIASES = { h1: [252, 26], h2: [252, 268], y: [441, 91] };
  const WIDTH = 490,
    HEIGHT = 280,
    RADIUS = 34;
  const INKS = { x: "given", h: "computed", y: "computed" };

  /* The neurons of a network with the weights and biases of two Keras layers: its sources, their weights, its bias. */
  function neurons([hidden, hiddenBiases, last, lastBiases]) {
    const into = (weights, at) => weights.map((row) => row[at]);
    return [
      { name: "h1", sources: ["x1", "x2"], weights: into(hidden, 0), bias: hiddenBiases[0] },
      { name: "h2", sources: ["x1", "x2"], weights: into(hidden, 1), bias: hiddenBiases[1] },
      { name: "y", sources: ["h1", "h2"], weights: into(last, 0), bias: lastBiases[0] },
    ];
  }

  /* The values of all neurons for a pair of inputs. */
  function compute(network, [x1, x2]) {
    const values = { x1, x2 };
    for (const { name, sources, weights, bias } of network) {
      values[name] = activations.relu.apply(
        sources.reduce((sum, source, at) => sum + weights[at] * values[source], 0) + bias,
      );
    }
    return values;
  }

  lessonPlaygrounds.xor = function (stage, kit) {
    const { button, choice, drawing, element, equals, factor, number, output, say, show, slider, svg, symbol } = kit;
    const NEURONS = neurons(NETWORK);
    const inputs = [...START];

    /* ---------- the network ---------- */
    function text(place, classes, words = "") {
      return svg("text", { class: classes, x: place[0], y: place[1] + 6, "text-anchor": "middle" }, [words]);
    }

    function symbolIn(place, name) {
      return svg("text", { class: `symbol ${INKS[name[0]]}`, x: place[0], y: place[1], "text-anchor": "middle" }, [
        name[0],
        ...(name[1] ? [svg("tspan", { class: "index", dy: 5 }, [name[1]])] : []),
      ]);
    }

    const parts = NEURONS.map(({ name, sources, weights, bias }) => {
      const [x, y] = PLACES[name];
      const lines = sources.map((source) => {
        const [fromX, fromY] = PLACES[source],
          share = fromY === y || name === "y" ? 0.5 : 0.27;
        return {
          line: svg("path", { class: "learned line", d: `M${fromX} ${fromY}L${x} ${y}` }),
          words: text([fromX + share * (x - fromX), fromY + share * (y - fromY)], "learned strong halo"),
        };
      });
      const change = () => update();
      return {
        name,
        sources,
        lines,
        value: text([x, y + 14], "computed strong"),
        biasWords: text(BIASES[name], "learned strong"),
        arithmetic: element("p", { class: "arithmetic-line" }),
        weights: sources.map((source, at) =>
          slider({
            name: source,
            nameInk: INKS[source[0]],
            label: `${source} to ${name}, weight`,
            ink: "learned",
            min: -3,
            max: 3,
            step: 0.5,
            value: weights[at],
            changed: change,
          }),
        ),
        bias: slider({
          name: name === "y" ? "b3" : `b${name[1]}`,
          label: `${name === "y" ? "b3" : `b${name[1]}`}, bias of ${name}`,
          ink: "learned",
          min: -3,
          max: 3,
          step: 0.5,
          value: bias,
          changed: change,
        }),
      };
    });

    const picture = drawing(WIDTH, HEIGHT, "", [
      ...parts.flatMap(({ lines }) => lines.map(({ line }) => line)),
      ...parts.flatMap(({ lines }) => lines.map(({ words }) => words)),
      ...parts.flatMap(({ name, value, biasWords }) => [
        svg("circle", { class: "computed", cx: PLACES[name][0], cy: PLACES[name][1], r: RADIUS }),
        symbolIn([PLACES[name][0], PLACES[name][1] - 8], name),
        value,
        biasWords,
      ]),
    ]);

    const toggles = inputs.map((_, at) => {
      const name = `x${at + 1}`,
        [x, y] = PLACES[name];
      const digit = element("b", {});
      const made = element(
        "button",
        { type: "button", class: "toggle", style: `left: ${(100 * x) / WIDTH}%; top: ${(100 * y) / HEIGHT}%` },
        [symbol(name), " ", digit],
      );
      made.addEventListener("click", () => {
        inputs[at] = 1 - inputs[at];
        update();
      });
      return { made, digit };
    });

    /* ---------- the truth table ---------- */
    const goal = choice("Goal", Object.fromEntries(Object.keys(GOALS).map((name) => [name, name])), GOAL, update);
    const goalName = element("span");
    const rows = PAIRS.map((pair, at) => {
      const cells = Object.fromEntries(NEURONS.map(({ name }) => [name, output(`${name}-${pair.join("")}`)])),
        wanted = element("span"),
        verdict = element("span", {});
      const made = element("tr", {}, [
        ...pair.map((value) => element("td", { class: "given" }, [number(value)])),
        ...Object.values(cells).map((cell) => element("td", {}, [cell])),
        element("td", {}, [wanted]),
        element("td", {}, [verdict]),
      ]);
      return { pair, at, cells, wanted, verdict, made };
    });
    const heading = (content) => element("th", { scope: "col" }, [content]);
    const table = element("table", { class: "truth" }, [
      element("thead", {}, [
        element("tr", {}, [
          ...["x1", "x2"].map((name) => heading(symbol(name, "given"))),
          ...["h1", "h2", "y"].map((name) => heading(symbol(name, "computed"))),
          heading(goalName),
          heading(element("span", { class: "visually-hidden" }, ["Right?"])),
        ]),
      ]),
      element(
        "tbody",
        {},
        rows.map(({ made }) => made),
      ),
    ]);
    const verdict = element("p", { class: "verdict" });

    stage.append(
      element("div", { class: "network-and-table" }, [
        element("div", { class: "network" }, [
          picture,
          element(
            "div",
            { role: "group", "aria-label": "Inputs" },
            toggles.map(({ made }) => made),
          ),
        ]),
        element("div", {}, [goal.element, table, verdict]),
      ]),
      element(
        "div",
        { class: "arithmetic-lines" },
        parts.map(({ arithmetic }) => arithmetic),
      ),
      element(
        "div",
        { class: "neurons" },
        parts.map(({ name, weights, bias }) =>
          element("div", { role: "group", "aria-label": `Weights and bias of ${name}` }, [
            element("p", { class: "part learned-part" }, [element("span", {}, ["into ", symbol(name, "computed")])]),
            ...weights.map(({ element: made }) => made),
            bias.element,
          ]),
        ),
      ),
      element("div", { class: "buttons" }, [button("Reset", reset)]),
    );

    function reset() {
      START.forEach((value, at) => {
        inputs[at] = value;
      });
      parts.forEach(({ weights, bias }, at) => {
        weights.forEach((weight, from) => {
          weight.value = NEURONS[at].weights[from];
        });
        bias.value = NEURONS[at].bias;
      });
      goal.value = GOAL;
      update();
    }

    function update() {
      const network = parts.map(({ name, sources, weights, bias }) => ({
        name,
        sources,
        weights: weights.map(({ value }) => value),
        bias: bias.value,
      }));
      const now = compute(network, inputs);
      toggles.forEach(({ made, digit }, at) => {
        made.setAttribute("aria-pressed", String(inputs[at] === 1));
        digit.textContent = inputs[at];
      });
      for (const { name, sources, lines, weights, bias, value, biasWords, arithmetic } of parts) {
        lines.forEach(({ line, words }, at) => {
          const weight = weights[at].value;
          line.setAttribute("stroke-width", 1 + 2 * Math.abs(weight));
          line.classList.toggle("negative", weight < 0);
          line.classList.toggle("none", weight === 0);
          words.textContent = number(weight);
        });
        value.textContent = number(now[name]);
        biasWords.textContent = `${name === "y" ? "b₃" : name === "h1" ? "b₁" : "b₂"} = ${number(bias.value)}`;
        const products = sources.flatMap((source, at) => [
          at ? " + " : "",
          element("span", { class: "learned" }, [factor(weights[at].value)]),
          " · ",
          element("span", { class: INKS[source[0]] }, [number(now[source])]),
        ]);
        arithmetic.replaceChildren(
          symbol(name, "computed"),
          " = max(0, ",
          ...products,
          " + ",
          element("span", { class: "learned" }, [factor(bias.value)]),
          `) ${equals(now[name])} `,
          element("b", { class: "computed" }, [number(now[name])]),
        );
      }
      goalName.textContent = goal.value;
      let right = 0;
      for (const row of rows) {
        const values = compute(network, row.pair),
          wanted = GOALS[goal.value][row.at],
          good = Math.abs(values.y - wanted) < 1e-9;
        row.wanted.textContent = wanted;
        right += good;
        for (const [name, cell] of Object.entries(row.cells)) show(cell, values[name]);
        row.verdict.replaceChildren(
          element("span", { "aria-hidden": "true", class: good ? "computed" : "wrong" }, [good ? "✓" : "✗"]),
          element("span", { class: "visually-hidden" }, [good ? "right" : "wrong"]),
        );
        const current = row.pair.every((value, at) => value === inputs[at]);
        if (current) row.made.setAttribute("aria-current", "true");
        else row.made.removeAttribute("aria-current");
      }
      verdict.textContent =
        right === 4
          ? `All four rows are right: this network computes ${goal.value}.`
          : `${right} of 4 rows are right: this is not ${goal.value}.`;
      picture.setAttribute(
        "aria-label",
        `The network with the inputs ${inputs.join(" and ")}: h1 is ${number(now.h1)}, h2 is ${number(now.h2)}, y is ${number(now.y)}`,
      );
      say(
        `x1 ${inputs[0]}, x2 ${inputs[1]}: h1 ${number(now.h1)}, h2 ${number(now.h2)}, y ${number(now.y)}. ${verdict.textContent}`,
      );
    }

    update();
  };

  window.lessonXor = { neurons, compute };
})();
