/* Loss: drag predictions, see what the mean squared error and the Huber loss make of an outlier. */
(function () {
  "use strict";
  const EXPECTED = [2, -1, 1, 4],
    PREDICTIONS = [1, 0.5, 1, 3]; // the third one is perfect
  const DELTA = 1,
    LOW = -3,
    HIGH = 6,
    STEP = 0.5;
  const LONGEST = 15; // the mean loss that fills a bar
  const WIDTH = 300,
    HEIGHT = 220,
    LEFT = 40,
    TOP = 12,
    BOTTOM = 190;

  const squared = (error) => error ** 2;
  const huber = (error) => (Math.abs(error) <= DELTA ? error ** 2 / 2 : DELTA * (Math.abs(error) - DELTA / 2));

  const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

  lessonPlaygrounds.loss = function (stage, kit) {
    const { button, drawing, element, equals, factor, number, output, precise, say, show, slider, svg } = kit;
    const across = (at) => LEFT + 36 + at * 62,
      up = (value) => BOTTOM - ((value - LOW) / (HIGH - LOW)) * (BOTTOM - TOP);

    /* ---------- one row and one column of the drawing for each prediction ---------- */
    const rows = PREDICTIONS.map((value, at) => {
      const name = `prediction ${at + 1}`;
      const row = {
        prediction: slider({
          name: `ŷ${at + 1}`,
          label: `ŷ${at + 1}, ${name}`,
          ink: "computed",
          min: LOW,
          max: HIGH,
          step: STEP,
          value,
          changed: update,
        }),
        square: element("span"),
        squared: output(`squared-${at + 1}`, "wrong"),
        huber: output(`huber-${at + 1}`, "wrong"),
        error: svg("path", { class: "error" }),
        circle: svg("circle", { class: "computed", cx: across(at), r: 8 }),
        reach: svg("circle", { class: "reach", cx: across(at), r: 28 }),
        parts: [element("span"), element("span")],
      };
      /* Dragging is for pointers; the slider does the same for everybody. */
      row.reach.addEventListener("pointerdown", (event) => {
        row.reach.setPointerCapture(event.pointerId);
        event.preventDefault();
      });
      row.reach.addEventListener("pointermove", (event) => {
        if (!row.reach.hasPointerCapture(event.pointerId)) return;
        const frame = picture.getBoundingClientRect();
        const pointed =
          LOW + ((BOTTOM - ((event.clientY - frame.top) / frame.height) * HEIGHT) / (BOTTOM - TOP)) * (HIGH - LOW);
        row.prediction.value = Math.min(HIGH, Math.max(LOW, Math.round(pointed / STEP) * STEP));
        update();
      });
      return row;
    });

    const picture = drawing(WIDTH, HEIGHT, "", [
      svg("path", { class: "context thin", d: `M${LEFT} ${TOP}V${BOTTOM}M${LEFT} ${up(0)}H${WIDTH - 8}` }),
      ...[LOW, 0, HIGH].map((value) =>
        svg("text", { class: "tick", x: LEFT - 8, y: up(value) + 5, "text-anchor": "end" }, [number(value)]),
      ),
      ...rows.map((_, at) =>
        svg("text", { class: "tick", x: across(at), y: HEIGHT - 8, "text-anchor": "middle" }, [String(at + 1)]),
      ),
      ...rows.map((row) => row.error),
      ...EXPECTED.map((value, at) =>
        svg("rect", { class: "given", x: across(at) - 11, y: up(value) - 11, width: 22, height: 22, rx: 3 }),
      ),
      ...rows.flatMap((row) => [row.circle, row.reach]),
    ]);

    const mse = output("mse", "wrong"),
      mean = output("huber", "wrong"),
      mseSum = element("span"),
      meanSum = element("span");
    const bar = (label, total, sum, which) =>
      element("div", { class: "total" }, [
        element("p", {}, [`${label} `, total]),
        element(
          "div",
          { class: "loss-bar", "aria-hidden": "true" },
          rows.map((row) => row.parts[which]),
        ),
        element("p", { class: "sum" }, [sum]),
      ]);
    stage.append(
      element("div", { class: "losses" }, [
        element("p", { class: "part computed-part" }, ["Prediction"]),
        element("p", { class: "part-plain" }, ["squared error"]),
        element("p", { class: "part-plain" }, ["Huber loss"]),
        ...rows.flatMap((row, at) => [
          row.prediction.element,
          element("p", {}, [element("span", { class: "only-narrow" }, ["squared error "]), row.square, row.squared]),
          element("p", {}, [element("span", { class: "only-narrow" }, ["Huber "]), row.huber]),
        ]),
      ]),
      element("div", { class: "picture-and-totals" }, [
        element("div", {}, [
          picture,
          element("p", { class: "legend" }, [
            element("span", { class: "part given-part" }, ["expected"]),
            element("span", { class: "part computed-part" }, ["prediction"]),
          ]),
        ]),
        element("div", {}, [
          bar("Mean squared error", mse, mseSum, 0),
          bar("Mean Huber loss", mean, meanSum, 1),
          element("div", { class: "buttons" }, [button("Reset", reset)]),
        ]),
      ]),
    );

    function reset() {
      rows.forEach((row, at) => {
        row.prediction.value = PREDICTIONS[at];
      });
      update();
    }

    function update() {
      const errors = rows.map((row, at) => EXPECTED[at] - row.prediction.value);
      const losses = [errors.map(squared), errors.map(huber)];
      rows.forEach((row, at) => {
        const predicted = row.prediction.value;
        row.square.replaceChildren(
          "(",
          element("span", { class: "given" }, [number(EXPECTED[at])]),
          " − ",
          element("span", { class: "computed" }, [factor(predicted)]),
          `)² ${equals(losses[0][at])} `,
        );
        show(row.squared, losses[0][at]);
        show(row.huber, losses[1][at], precise);
        row.error.setAttribute("d", `M${across(at)} ${up(EXPECTED[at])}V${up(predicted)}`);
        row.circle.setAttribute("cy", up(predicted));
        row.reach.setAttribute("cy", up(predicted));
        /* Each prediction has its share of the bar, with its number where there is room. */
        row.parts.forEach((part, which) => {
          const share = (100 * losses[which][at]) / rows.length / LONGEST;
          part.style.setProperty("width", `${share}%`);
          part.textContent = share > 6 ? at + 1 : "";
          part.hidden = share === 0;
        });
      });
      const sums = losses.map((values) => values.map(precise).join(" + "));
      const [squares, hubers] = losses.map(average);
      mseSum.textContent = `${equals(squares, 3)} (${sums[0]}) / 4`;
      meanSum.textContent = `${equals(hubers, 3)} (${sums[1]}) / 4`;
      show(mse, squares, precise);
      show(mean, hubers, precise);
      picture.setAttribute(
        "aria-label",
        `Expected values ${EXPECTED.map((value) => number(value)).join(", ")}; predictions ${rows.map((row) => number(row.prediction.value)).join(", ")}`,
      );
      say(`Mean squared error ${mse.textContent}, mean Huber loss ${mean.textContent}`);
    }

    update();
  };

  window.lessonLoss = { average, huber, squared };
})();
