/* One step of attention: a query, three keys and their values; scores, softmax, weighted mean. */
(function () {
  "use strict";
  const REACH = 3; // the largest number in a query or a key
  const WIDTH = 300,
    HEIGHT = 300,
    MIDDLE = 150,
    UNIT = 44; // of the drawing, for 1

  /* All steps: the score of each key, its weight, what it adds to the result, and the result.
     Every score is multiplied by the sharpness before softmax. */
  function compute(query, keys, values, sharpness) {
    const scores = keys.map((key) => key.reduce((sum, number, at) => sum + number * query[at], 0));
    const largest = Math.max(...scores.map((score) => score * sharpness));
    const powers = scores.map((score) => Math.exp(score * sharpness - largest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    const weights = powers.map((power) => power / total);
    const parts = weights.map((weight, at) => weight * values[at]);
    return { scores, weights, parts, result: parts.reduce((sum, part) => sum + part, 0) };
  }

  /* What is said of the weights. */
  function verdictOn(weights) {
    const largest = Math.max(...weights),
      row = weights.indexOf(largest) + 1;
    if (largest - Math.min(...weights) < 0.005) return "All rows count the same: the result is the plain mean.";
    if (largest > 0.99) return `Only row ${row} counts: the look-up is practically hard.`;
    if (largest > 0.6) return `Row ${row} counts most; the others still have a say.`;
    return "Two or more rows share the weight.";
  }

  lessonPlaygrounds.attention = function (stage, kit) {
    const START = window.lessonData["attention-step"]; // query, keys and values, from the page's cells
    const { button, drawing, element, equals, factor, field, number, output, say, show, slider, svg } = kit;
    const NAMES = ["first", "second"];

    /* ---------- controls ---------- */
    const query = START.query.map((value, at) =>
      slider({
        name: `q${at + 1}`,
        label: `q${at + 1}, ${NAMES[at]} number of the query`,
        ink: "given",
        min: -REACH,
        max: REACH,
        step: 0.1,
        value,
        changed: update,
      }),
    );
    const sharpness = slider({
      name: "sharpness",
      label: "sharpness",
      ink: "given",
      min: 0,
      max: 4,
      step: 0.1,
      value: 1,
      changed: update,
    });
    const cell = (label, value, reach, step) =>
      field({ label, ink: "given", min: -reach, max: reach, step, value, changed: update });
    const keys = START.keys.map((key, row) =>
      key.map((value, at) => cell(`Key ${row + 1}, ${NAMES[at]} number`, value, REACH, 0.5)),
    );
    const values = START.values.map((value, row) => cell(`Value ${row + 1}`, value, 100, 5));

    /* ---------- the picture: the query and the keys as arrows ---------- */
    const at = (vector) => `${MIDDLE + UNIT * vector[0]} ${MIDDLE - UNIT * vector[1]}`;
    const ray = (classes) => svg("path", { class: classes });
    const rays = keys.map(() => ray("computed line round"));
    const asked = ray("given line round");
    const label = (words, classes) =>
      svg("text", { class: `${classes} strong halo`, "text-anchor": "middle" }, [words]);
    const labels = keys.map((_, row) => label(`key ${row + 1}`, "computed")),
      askedLabel = label("query", "given");
    const picture = drawing(WIDTH, HEIGHT, "", [
      svg("path", { class: "context thin", d: `M8 ${MIDDLE}H${WIDTH - 8}M${MIDDLE} 8V${HEIGHT - 8}` }),
      ...rays,
      asked,
      ...labels,
      askedLabel,
    ]);
    function place(words, [x, y]) {
      const far = Math.hypot(x, y) || 1;
      words.setAttribute("x", Math.min(WIDTH - 30, Math.max(30, MIDDLE + UNIT * x + (16 * x) / far)));
      words.setAttribute("y", Math.min(HEIGHT - 6, Math.max(18, MIDDLE - UNIT * y - (16 * y) / far + 6)));
    }

    /* ---------- the table ---------- */
    const rows = keys.map((key, row) => {
      const score = output(`score-${row + 1}`),
        weight = output(`weight-${row + 1}`),
        bar = element("span", { class: "probability" });
      const made = element("tr", {}, [
        element("th", { scope: "row" }, [number(row + 1)]),
        element("td", {}, [
          element(
            "span",
            { class: "pair" },
            key.map((each) => each.element),
          ),
        ]),
        element("td", {}, [score]),
        element("td", { class: "weight-cell" }, [weight, bar]),
        element("td", {}, [values[row].element]),
      ]);
      return { score, weight, bar, made };
    });
    const heading = (words) => element("th", { scope: "col" }, [words]);
    const table = element("table", { class: "attention-table" }, [
      element("thead", {}, [element("tr", {}, ["row", "key", "score", "weight", "value"].map(heading))]),
      element(
        "tbody",
        {},
        rows.map(({ made }) => made),
      ),
    ]);
    const sum = element("span"),
      result = output("result"),
      verdict = element("p", { class: "verdict" });

    stage.append(
      element("div", { class: "attention-controls" }, [
        ...query.map((each) => each.element),
        sharpness.element,
        element("div", { class: "buttons" }, [button("Reset", reset)]),
      ]),
      element("div", { class: "attention-parts" }, [
        picture,
        element("div", {}, [table, element("p", { class: "sum" }, ["Result: ", sum, result]), verdict]),
      ]),
    );

    function reset() {
      query.forEach((each, place) => {
        each.value = START.query[place];
      });
      keys.forEach((key, row) =>
        key.forEach((each, place) => {
          each.value = START.keys[row][place];
        }),
      );
      values.forEach((each, row) => {
        each.value = START.values[row];
      });
      sharpness.value = 1;
      update();
    }

    function update() {
      const numbers = (fields) => fields.map(({ value }) => value);
      const asks = numbers(query),
        offers = keys.map(numbers),
        gives = numbers(values);
      const now = compute(asks, offers, gives, sharpness.value);
      rows.forEach(({ score, weight, bar }, row) => {
        show(score, now.scores[row]);
        show(weight, now.weights[row], 2);
        bar.style.setProperty("--share", now.weights[row]);
        rays[row].setAttribute("d", `M${MIDDLE} ${MIDDLE}L${at(offers[row])}`);
        rays[row].setAttribute("stroke-width", 2 + 8 * now.weights[row]);
        place(labels[row], offers[row]);
      });
      asked.setAttribute("d", `M${MIDDLE} ${MIDDLE}L${at(asks)}`);
      place(askedLabel, asks);
      sum.textContent = `${now.weights.map((weight, row) => `${number(weight, 2)} · ${factor(gives[row])}`).join(" + ")} ${equals(now.result, 1)} `;
      show(result, now.result, 1);
      verdict.textContent = verdictOn(now.weights);
      picture.setAttribute(
        "aria-label",
        `The query and three keys as arrows; the thicker a key, the larger its weight: ${now.weights.map((weight, row) => `key ${row + 1} ${number(weight, 2)}`).join(", ")}`,
      );
      say(`Result ${result.textContent}. ${verdict.textContent}`);
    }

    update();
  };

  window.lessonAttention = { compute, verdictOn };
})();
