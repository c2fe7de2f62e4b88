/* Draw a digit and see what the network of the episode makes of it.
   The weights are those of the executed episode; the page computes every layer itself. */
(function () {
  "use strict";
  const { decode, maps, run, softmax } = window.lessonLayers;
  const PAD = 96,
    PEN = 4,
    STEP = 6; // points of the drawing area, its pen's radius, one step by keyboard
  const FINE = 32,
    BLOCK = 4,
    SIDE = FINE / BLOCK,
    CANVAS = 24,
    PLACES = CANVAS - SIDE;
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  /* ---------- from a drawing to a digit of the data set ----------
     The steps are those of NIST's programs that prepared the data (NISTIR 5469): crop, stretch to 20 x 32 points,
     even out the strokes, set upright; then the ink in blocks of 4 x 4 points is counted. */
  const WIDTH = 20,
    LEAST_INK = 256,
    MOST_INK = 412;

  /* A stroke of the pen from one point to another: every point within the radius gets ink. */
  function stroke(ink, [fromX, fromY], [toX, toY]) {
    const x = toX - fromX,
      y = toY - fromY,
      length = x * x + y * y;
    for (let row = 0; row < PAD; row += 1) {
      for (let column = 0; column < PAD; column += 1) {
        const along = length ? Math.max(0, Math.min(1, ((column - fromX) * x + (row - fromY) * y) / length)) : 0;
        if (Math.hypot(fromX + along * x - column, fromY + along * y - row) <= PEN) ink[row * PAD + column] = 1;
      }
    }
  }

  function stretch(ink) {
    const fine = new Uint8Array(FINE * FINE);
    const columns = [],
      rows = [];
    ink.forEach((wet, at) => {
      if (wet) {
        columns.push(at % PAD);
        rows.push(Math.floor(at / PAD));
      }
    });
    if (!rows.length) return fine;
    const smallest = (numbers) => numbers.reduce((a, b) => Math.min(a, b)),
      largest = (numbers) => numbers.reduce((a, b) => Math.max(a, b));
    const left = smallest(columns),
      top = smallest(rows),
      width = largest(columns) - left + 1,
      height = largest(rows) - top + 1;
    for (let y = 0; y < FINE; y += 1) {
      for (let x = 0; x < WIDTH; x += 1) {
        const from =
          (top + Math.floor(((y + 0.5) * height) / FINE)) * PAD + left + Math.floor(((x + 0.5) * width) / WIDTH);
        fine[y * FINE + (FINE - WIDTH) / 2 + x] = ink[from];
      }
    }
    return fine;
  }

  /* Make strokes one point thicker or thinner on each side. */
  function thicken(fine, thicker) {
    const kept = thicker ? 0 : 1; // where all neighbours are alike
    return fine.map((wet, at) => {
      const x = at % FINE,
        y = Math.floor(at / FINE);
      const around = [
        wet,
        x > 0 ? fine[at - 1] : 0,
        x < FINE - 1 ? fine[at + 1] : 0,
        y > 0 ? fine[at - FINE] : 0,
        y < FINE - 1 ? fine[at + FINE] : 0,
      ];
      return around.every((point) => point === kept) ? kept : 1 - kept;
    });
  }

  function evenOut(fine) {
    const amount = () => fine.reduce((a, b) => a + b);
    for (let time = 0; time < 2 && amount() < LEAST_INK; time += 1) fine = thicken(fine, true);
    for (let time = 0; time < 2 && amount() > MOST_INK; time += 1) fine = thicken(fine, false);
    return fine;
  }

  /* Shift the rows so that the leftmost points near the top and near the bottom stand above each other. */
  function setUpright(fine) {
    const top = 2,
      bottom = FINE - 3;
    const left = (row) => fine.subarray(row * FINE, (row + 1) * FINE).indexOf(1);
    const upright = new Uint8Array(FINE * FINE);
    const lean = left(top) < 0 || left(bottom) < 0 ? 0 : (left(bottom) - left(top)) / (bottom - top);
    fine.forEach((wet, at) => {
      const y = Math.floor(at / FINE),
        x = Math.round((at % FINE) - lean * (y - FINE / 2));
      if (wet && x >= 0 && x < FINE) upright[y * FINE + x] = 1;
    });
    return upright;
  }

  /* Return 8 x 8 counts from 0 to 16. */
  function toDigit(ink) {
    const counts = new Array(SIDE * SIDE).fill(0);
    setUpright(evenOut(stretch(ink))).forEach((wet, at) => {
      counts[Math.floor(at / FINE / BLOCK) * SIDE + Math.floor((at % FINE) / BLOCK)] += wet;
    });
    return counts;
  }

  /* The network's input: a digit whose upper left corner lies in a row and column of the canvas. */
  function onCanvas(digit, row, column) {
    const canvas = maps(CANVAS, CANVAS, 1);
    digit.forEach((count, at) => {
      canvas.values[(row + Math.floor(at / SIDE)) * CANVAS + column + (at % SIDE)] = count / BLOCK ** 2;
    });
    return canvas;
  }

  function wordsFor(probabilities) {
    const best = Math.max(...probabilities);
    return `The network reads ${probabilities.indexOf(best)}, with ${Math.round(100 * best)} percent`;
  }

  /* ---------- pictures ---------- */
  /* Draw values between 0 and 1 as ink of the colour that the style sheet gives the canvas. */
  function print(canvas, values, columns) {
    const context = canvas.getContext("2d"),
      [red, green, blue] = getComputedStyle(canvas).color.match(/\d+/g);
    canvas.width = columns;
    canvas.height = values.length / columns;
    const picture = context.createImageData(canvas.width, canvas.height);
    values.forEach((value, at) => picture.data.set([red, green, blue, 255 * value], 4 * at));
    context.putImageData(picture, 0, 0);
  }

  /* Fill a stage; a `small` reader has neither test images nor feature maps. */
  function fill(stage, kit, small = false) {
    const { button, element, say } = kit;
    const published = window.lessonData["digits-network"];
    const layers = decode(published.layers);
    let ink, pen, down, digit, row, column, chosen;

    /* ---------- parts ---------- */
    const title = (words, ink) => element("p", { class: `part ${ink}-part` }, [words]);
    const pad = element("canvas", {
      class: "given-ink pad",
      role: "application",
      tabindex: "0",
      "aria-label": "Drawing area: arrow keys move the pen, space puts it down and lifts it",
    });
    const cursor = element("span", { class: "pen", "aria-hidden": "true" });
    const seen = element("canvas", { class: "given-ink seen", role: "img" });
    const arrows = [
      ["←", "left", 0, -1],
      ["↑", "up", -1, 0],
      ["↓", "down", 1, 0],
      ["→", "right", 0, 1],
    ].map(([sign, words, down, right]) => {
      const made = button(sign, () => {
        move(down, right);
        tell();
      });
      made.setAttribute("aria-label", `Move the digit ${words}`);
      return made;
    });
    const bars = Array.from({ length: 10 }, (_, at) =>
      element("li", {}, [
        element("span", {}, [String(at)]),
        element("span", { class: "probability", "aria-hidden": "true" }),
        element("span", { class: "percent" }),
      ]),
    );
    const examples = (small ? [] : [...published.right, ...published.wrong]).map((example) => {
      const wrong = published.wrong.includes(example),
        answer = example.probabilities.indexOf(Math.max(...example.probabilities));
      const picture = element("canvas", { class: "given-ink", "aria-hidden": "true" });
      const made = element(
        "button",
        {
          type: "button",
          class: wrong ? "example misread" : "example",
          "aria-label": `Test image: ${example.label}${wrong ? `, read as ${answer}` : ""}`,
        },
        [picture],
      );
      made.addEventListener("click", () => {
        load(example);
        tell();
      });
      return { example, picture, button: made };
    });
    const convolutions = layers
      .map((layer, at) => ({ layer, at }))
      .filter(({ layer }) => !small && layer.kind === "Conv2D")
      .map(({ layer, at }, order) => {
        const number = layer.weights[0].shape[3];
        const tiles = Array.from({ length: number }, () =>
          element("canvas", { class: "computed-ink", "aria-hidden": "true" }),
        );
        return {
          at,
          tiles,
          box: element("div", {}, [
            title(`${number} feature maps, convolution ${order + 1}`, "computed"),
            element("div", { class: `tiles tiles-${order + 1}` }, tiles),
          ]),
        };
      });

    stage.append(
      element("div", { class: "pictures" }, [
        element("div", {}, [
          title("Draw a digit", "given"),
          element("div", { class: "pad-box" }, [pad, cursor]),
          element("div", { class: "buttons" }, [button("Clear", clear), button("Reset", reset)]),
        ]),
        element("div", {}, [
          title("The input", "given"),
          seen,
          element("div", { class: "buttons arrows", role: "group", "aria-label": "Move the digit" }, arrows),
        ]),
        element("div", { class: "prediction" }, [
          title("The output", "computed"),
          element("ol", { class: "answers", start: "0" }, bars),
        ]),
      ]),
    );
    if (examples.length) {
      const buttons = examples.map((entry) => entry.button);
      stage.append(
        title("Test images (dashed: read wrongly)", "given"),
        element("div", { class: "examples" }, buttons),
      );
    }
    stage.append(...convolutions.map((convolution) => convolution.box));

    /* ---------- what people do ---------- */
    function load(example) {
      ink = new Uint8Array(PAD * PAD);
      [digit, row, column, chosen] = [example.pixels, example.row, example.column, example];
      update();
    }

    function clear() {
      ink = new Uint8Array(PAD * PAD);
      [digit, chosen] = [toDigit(ink), null];
      update();
      tell();
    }

    function reset() {
      pen = [PAD / 2, PAD / 2];
      down = false;
      load(published.right[7]);
    }

    function move(downwards, right) {
      row = Math.max(0, Math.min(PLACES, row + downwards));
      column = Math.max(0, Math.min(PLACES, column + right));
      update();
    }

    function draw(to) {
      stroke(ink, pen, to);
      pen = to;
      [digit, chosen] = [toDigit(ink), null];
      update();
    }

    const point = (event) => {
      const box = pad.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width) * PAD, ((event.clientY - box.top) / box.height) * PAD];
    };
    pad.addEventListener("pointerdown", (event) => {
      pad.setPointerCapture(event.pointerId);
      pen = point(event);
      draw(pen);
    });
    pad.addEventListener("pointermove", (event) => {
      if (pad.hasPointerCapture(event.pointerId)) draw(point(event));
    });
    pad.addEventListener("lostpointercapture", tell);
    pad.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (event.key === " ") down = !down;
      else if (!step) return;
      event.preventDefault();
      const to = step ? pen.map((at, axis) => Math.max(PEN, Math.min(PAD - PEN, at + STEP * step[axis]))) : pen;
      if (down) draw(to);
      else pen = to;
      showPen();
      if (event.key === " ") say(down ? "Pen down" : `Pen up. ${wordsFor(probabilities)}`);
    });

    /* The digit can be dragged, too. */
    let grip = null;
    seen.addEventListener("pointerdown", (event) => {
      seen.setPointerCapture(event.pointerId);
      grip = { x: event.clientX, y: event.clientY, row, column };
    });
    seen.addEventListener("pointermove", (event) => {
      if (!seen.hasPointerCapture(event.pointerId)) return;
      const pixel = seen.getBoundingClientRect().width / CANVAS;
      move(
        Math.round(grip.row + (event.clientY - grip.y) / pixel) - row,
        Math.round(grip.column + (event.clientX - grip.x) / pixel) - column,
      );
    });
    seen.addEventListener("lostpointercapture", tell);

    /* ---------- what the page computes ---------- */
    let probabilities;
    function update() {
      const canvas = onCanvas(digit, row, column);
      const outputs = run(layers, canvas);
      probabilities = softmax(outputs.at(-1).values);
      print(pad, ink, PAD);
      print(seen, canvas.values, CANVAS);
      seen.setAttribute(
        "aria-label",
        `A canvas of ${CANVAS} times ${CANVAS} pixels; the digit's upper left corner is in row ${row}, column ${column}`,
      );
      const best = Math.max(...probabilities);
      bars.forEach((bar, at) => {
        bar.dataset.value = probabilities[at];
        bar.classList.toggle("best", probabilities[at] === best);
        bar.style.setProperty("--share", probabilities[at]);
        bar.lastChild.textContent = `${Math.round(100 * probabilities[at])} %`;
      });
      examples.forEach(({ example, picture, button }) => {
        print(
          picture,
          example.pixels.map((count) => count / BLOCK ** 2),
          SIDE,
        );
        button.setAttribute("aria-pressed", String(example === chosen));
      });
      for (const { at, tiles } of convolutions) {
        const { width, channels, values } = outputs[at],
          largest = values.reduce((a, b) => Math.max(a, b), 1e-9);
        tiles.forEach((tile, channel) =>
          print(
            tile,
            values.filter((_, place) => place % channels === channel).map((value) => value / largest),
            width,
          ),
        );
      }
      showPen();
    }

    function showPen() {
      cursor.style.left = `${(100 * pen[0]) / PAD}%`;
      cursor.style.top = `${(100 * pen[1]) / PAD}%`;
      cursor.classList.toggle("down", down);
    }

    function tell() {
      say(wordsFor(probabilities));
    }

    /* Ink is painted in the colours of the theme. */
    new MutationObserver(update).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    reset();
  }

  lessonPlaygrounds.digits = (stage, kit) => fill(stage, kit);
  window.lessonDigits = { PAD, fill, onCanvas, stroke, toDigit, wordsFor };
})();
