/* One neuron: its arithmetic step by step, and its point on the activation curve. */
(function () {
  "use strict";
  const { activations } = window.lessonKit;
  const START = { inputs: [1, 0, 0.5], weights: [0.5, -1.5, 0.8], bias: -0.2, activation: "relu" };
  const REACH = 8; // no sum is larger: three products up to 2, and the bias up to 2
  const RANGES = { relu: [0, REACH], sigmoid: [0, 1], linear: [-REACH, REACH] };
  const WIDTH = 300,
    HEIGHT = 180,
    LEFT = 40,
    RIGHT = 290,
    TOP = 26,
    BOTTOM = 150;

  /* Every step of a neuron: the products, their sum, the sum plus bias, and the output. */
  function compute(inputs, weights, bias, activation) {
    const parts = inputs.map((input, at) => input * weights[at]);
    const total = parts.reduce((before, part) => before + part, 0);
    return { parts, total, biased: total + bias, output: activations[activation].apply(total + bias) };
  }

  lessonPlaygrounds.neuron = function (stage, kit) {
    const {
      button,
      choice,
      drawing,
      element,
      equals,
      factor,
      number,
      output,
      precise,
      say,
      show,
      slider,
      svg,
      symbol,
    } = kit;

    /* ---------- controls ---------- */
    const inputs = START.inputs.map((value, at) =>
      slider({
        name: `x${at + 1}`,
        label: `x${at + 1}, input`,
        ink: "given",
        min: -1,
        max: 1,
        step: 0.1,
        value,
        changed: update,
      }),
    );
    const weights = START.weights.map((value, at) =>
      slider({
        name: `w${at + 1}`,
        label: `w${at + 1}, weight`,
        ink: "learned",
        min: -2,
        max: 2,
        step: 0.1,
        value,
        changed: update,
      }),
    );
    const bias = slider({
      name: "b",
      label: "b, bias",
      ink: "learned",
      min: -2,
      max: 2,
      step: 0.1,
      value: START.bias,
      changed: update,
    });
    const words = Object.fromEntries(Object.entries(activations).map(([name, { label }]) => [name, label]));
    const activation = choice("Activation function", words, START.activation, update);

    /* ---------- results ---------- */
    const products = inputs.map((_, at) => output(`product-${at + 1}`));
    const terms = products.map(() => element("span", { class: "term" }));
    const sum = output("sum"),
      biased = output("biased"),
      result = output("output");
    const summands = element("span"),
      withBias = element("span"),
      applied = element("span");

    const axis = (d, more = "") => svg("path", { class: `context thin ${more}`, d });
    const curve = svg("path", { class: "computed line round" }),
      guide = svg("path", { class: "context thin guide" });
    const point = svg("circle", { class: "full computed", r: 7 });
    const top = svg("text", { class: "tick", x: LEFT - 8, "text-anchor": "end" }),
      bottom = svg("text", { class: "tick", x: LEFT - 8, "text-anchor": "end" });
    const across = (value) => LEFT + ((value + REACH) / (2 * REACH)) * (RIGHT - LEFT);
    const picture = drawing(WIDTH, HEIGHT, "", [
      axis(`M${LEFT} ${BOTTOM}H${RIGHT}M${across(0)} ${TOP}V${BOTTOM}`),
      guide,
      curve,
      point,
      top,
      bottom,
      svg("text", { class: "tick", x: LEFT, y: 14 }, ["output"]),
      svg("text", { class: "tick", x: RIGHT, y: HEIGHT - 10, "text-anchor": "end" }, ["sum plus bias"]),
      svg("text", { class: "tick", x: LEFT, y: BOTTOM + 18, "text-anchor": "middle" }, [number(-REACH)]),
      svg("text", { class: "tick", x: across(0), y: BOTTOM + 18, "text-anchor": "middle" }, ["0"]),
    ]);

    const line = (label, ...parts) => [element("dt", {}, [label]), element("dd", {}, parts)];
    stage.append(
      element("div", { class: "products" }, [
        element("p", { class: "part given-part" }, ["Given"]),
        element("p", { class: "part learned-part" }, ["Learned"]),
        element("p", { class: "part computed-part" }, ["Computed"]),
        ...inputs.flatMap((input, at) => [
          input.element,
          weights[at].element,
          element("p", { class: "product" }, [terms[at], products[at]]),
        ]),
        activation.element,
        bias.element,
        element("div", { class: "buttons" }, [button("Reset", reset)]),
      ]),
      element("div", { class: "arithmetic" }, [
        element("dl", { class: "steps-of-sum" }, [
          ...line("1. Weighted sum", summands, sum),
          ...line("2. Plus bias", withBias, biased),
          ...line("3. Activation: output", applied, result),
        ]),
        picture,
      ]),
    );

    function reset() {
      inputs.forEach((input, at) => {
        input.value = START.inputs[at];
      });
      weights.forEach((weight, at) => {
        weight.value = START.weights[at];
      });
      bias.value = START.bias;
      activation.value = START.activation;
      update();
    }

    function update() {
      const now = compute(
          inputs.map(({ value }) => value),
          weights.map(({ value }) => value),
          bias.value,
          activation.value,
        ),
        { label, apply } = activations[activation.value],
        [low, high] = RANGES[activation.value];
      now.parts.forEach((part, at) => {
        terms[at].replaceChildren(
          element("span", { class: "given" }, [factor(inputs[at].value)]),
          " · ",
          element("span", { class: "learned" }, [factor(weights[at].value)]),
          ` ${equals(part)} `,
        );
        show(products[at], part);
      });
      summands.textContent = `${now.parts.map((part) => factor(part)).join(" + ")} ${equals(now.total)} `;
      show(sum, now.total);
      withBias.replaceChildren(
        `${number(now.total)} + `,
        element("span", { class: "learned" }, [factor(bias.value)]),
        ` ${equals(now.biased)} `,
      );
      show(biased, now.biased);
      applied.textContent = `${label}(${number(now.biased)}) ${equals(now.output, 3)} `;
      show(result, now.output, precise);

      const up = (value) => BOTTOM - ((value - low) / (high - low)) * (BOTTOM - TOP);
      const sums = Array.from({ length: 8 * REACH + 1 }, (_, at) => at / 4 - REACH);
      curve.setAttribute("d", "M" + sums.map((value) => `${across(value)} ${up(apply(value))}`).join("L"));
      guide.setAttribute("d", `M${across(now.biased)} ${BOTTOM}V${up(now.output)}H${LEFT}`);
      point.setAttribute("cx", across(now.biased));
      point.setAttribute("cy", up(now.output));
      top.textContent = number(high);
      top.setAttribute("y", TOP + 5);
      bottom.textContent = number(low);
      bottom.setAttribute("y", BOTTOM + 5);
      picture.setAttribute(
        "aria-label",
        `The curve of the activation function ${label}, with a point at sum plus bias ${number(now.biased)} and output ${result.textContent}`,
      );
      say(`Weighted sum ${sum.textContent}, plus bias ${biased.textContent}, output ${result.textContent}`);
    }

    update();
  };

  window.lessonNeuron = { compute };
})();
