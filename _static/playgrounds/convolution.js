/* Draw on a small grid, choose a kernel, see the feature map, with and without ReLU and max pooling. */
(function () {
  "use strict";
  const { convolve, maps, maxPool, relu } = window.lessonLayers;
  const SIZE = 8,
    KERNEL = 3,
    MAP = SIZE - KERNEL + 1,
    BLOCK = 2;
  const IMAGES = {
    "a seven": "........ .######. .######. ....##.. ...##... ...##... ..##.... ..##....",
    "a vertical bar": "........ ...##... ...##... ...##... ...##... ...##... ...##... ........",
    "a horizontal bar": "........ ........ ........ .######. .######. ........ ........ ........",
    "a slanting stroke": "........ .....##. ....##.. ....##.. ...##... ..##.... ..##.... ........",
    "a frame": "........ .######. .#....#. .#....#. .#....#. .#....#. .######. ........",
    nothing: "........ ........ ........ ........ ........ ........ ........ ........",
  };
  const KERNELS = {
    "left sides": [-1, 0, 1, -1, 0, 1, -1, 0, 1],
    "right sides": [1, 0, -1, 1, 0, -1, 1, 0, -1],
    "upper sides": [-1, -1, -1, 0, 0, 0, 1, 1, 1],
    "lower sides": [1, 1, 1, 0, 0, 0, -1, -1, -1],
    "corners and ends": [-1, -1, -1, -1, 8, -1, -1, -1, -1],
    "a copy": [0, 0, 0, 0, 1, 0, 0, 0, 0],
  };
  const OWN = "your own";
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  /* The place of a cell in its square, or of a frame around `span` times `span` cells. */
  const area = (row, column, span = 1) => `grid-area: ${row + 1} / ${column + 1} / span ${span} / span ${span}`;
  const where = (at, columns) => `row ${Math.floor(at / columns) + 1}, column ${(at % columns) + 1}`;

  /* The pixels of an image that is drawn with signs. */
  const pixelsOf = (name) => Array.from(IMAGES[name].replaceAll(" ", ""), (sign) => Number(sign === "#"));

  /* The feature map, as it is shown with or without ReLU, and what max pooling leaves of it. */
  function compute(image, kernel, withRelu) {
    const sums = convolve(maps(SIZE, SIZE, 1, image), { shape: [KERNEL, KERNEL, 1, 1], values: kernel }, [0]);
    const shown = withRelu ? relu(sums) : sums;
    return { sums: sums.values, shown: shown.values, pooled: maxPool(shown, [BLOCK, BLOCK]).values };
  }

  lessonPlaygrounds.convolution = function (stage, kit) {
    const { button, choice, element, factor, field, number, say, show } = kit;
    let image, selected;

    /* ---------- parts ---------- */
    /* A square of cells that is one tab stop: arrow keys move within. */
    function square(size, label, ink, cell) {
      const cells = Array.from({ length: size * size }, (_, at) => cell(at));
      cells.forEach((made, at) => made.setAttribute("style", area(Math.floor(at / size), at % size)));
      const box = element(
        "div",
        { class: `cells ${ink}`, role: "group", "aria-label": label, style: `--size:${size}` },
        cells,
      );
      if (cells[0].matches("button")) {
        cells.forEach((made, at) => {
          made.tabIndex = at ? -1 : 0;
        });
        box.addEventListener("keydown", (event) => {
          const at = cells.indexOf(event.target),
            step = STEPS[event.key];
          if (!step || at < 0) return;
          event.preventDefault();
          const row = Math.floor(at / size) + step[0],
            column = (at % size) + step[1];
          if (row >= 0 && row < size && column >= 0 && column < size) cells[row * size + column].focus();
        });
        box.addEventListener("focusin", (event) =>
          cells.forEach((made) => {
            made.tabIndex = made === event.target ? 0 : -1;
          }),
        );
      }
      return { box, cells };
    }

    const part = (title, ink, square) =>
      element("div", {}, [element("p", { class: `part ${ink}-part` }, [title]), square.box]);
    const named = (names) => Object.fromEntries([...Object.keys(names), OWN].map((name) => [name, name]));

    function check(label) {
      const input = element("input", { type: "checkbox" });
      input.addEventListener("change", () => {
        update();
        tell();
      });
      return { input, label: element("label", { class: "check" }, [input, label]) };
    }

    const pixels = square(SIZE, "Image: arrow keys move, space switches a pixel", "given-cells", () =>
      element("button", { type: "button" }),
    );
    const weights = Array.from({ length: KERNEL * KERNEL }, (_, at) =>
      field({
        label: `Weight, ${where(at, KERNEL)}`,
        ink: "learned",
        min: -9,
        max: 9,
        step: 0.5,
        value: 0,
        changed: () => {
          kernels.value = OWN;
          update();
          tell();
        },
      }),
    );
    const kernel = square(KERNEL, "Kernel", "learned-cells", (at) => weights[at].element);
    const map = square(MAP, "Feature map: arrow keys move the kernel", "computed-cells", () =>
      element("button", { type: "button" }),
    );
    const pooled = square(MAP / BLOCK, "After max pooling", "computed-cells pooled", () => element("span"));
    const lens = element("span", { class: "lens", "aria-hidden": "true" });
    pixels.box.append(lens);
    map.box.append(
      ...pooled.cells.map((_, at) =>
        element("span", {
          class: "block",
          "aria-hidden": "true",
          style: area(BLOCK * Math.floor((at * BLOCK) / MAP), (at * BLOCK) % MAP, BLOCK),
        }),
      ),
    );
    const images = choice("Image", named(IMAGES), OWN, (name) => {
      draw(name);
      update();
      tell();
    });
    const kernels = choice("Kernel for", named(KERNELS), OWN, (name) => {
      take(name);
      update();
      tell();
    });
    const withRelu = check("ReLU"),
      withPooling = check("Max pooling");
    const sum = element("p", { class: "sum" });

    stage.append(
      element("div", { class: "buttons" }, [
        images.element,
        kernels.element,
        withRelu.label,
        withPooling.label,
        button("Reset", () => {
          reset();
          tell();
        }),
      ]),
      element("div", { class: "pictures" }, [
        part("Image", "given", pixels),
        part("Kernel", "learned", kernel),
        part("Feature map", "computed", map),
        part("Pooled", "computed", pooled),
      ]),
      sum,
    );

    /* ---------- what people do ---------- */
    /* The choice "your own" keeps what is there. */
    function draw(name) {
      images.value = name;
      if (name !== OWN) image = pixelsOf(name);
    }

    function take(name) {
      kernels.value = name;
      if (name !== OWN)
        weights.forEach((weight, at) => {
          weight.value = KERNELS[name][at];
        });
    }

    function reset() {
      draw("a vertical bar");
      take("left sides");
      withRelu.input.checked = withPooling.input.checked = false;
      selected = 0;
      update();
    }

    function paint(at, ink) {
      if (image[at] === ink) return;
      image[at] = ink;
      images.value = OWN;
      update();
    }

    /* A press paints what a pixel is not yet, and a stroke goes on with the same ink. */
    let ink = null;
    pixels.box.addEventListener("pointerdown", (event) => {
      const at = pixels.cells.indexOf(event.target);
      if (at < 0) return;
      ink = 1 - image[at];
      event.target.releasePointerCapture(event.pointerId);
      paint(at, ink);
    });
    pixels.box.addEventListener("pointerover", (event) => {
      if (ink !== null && event.buttons && pixels.cells.includes(event.target))
        paint(pixels.cells.indexOf(event.target), ink);
    });
    addEventListener("pointerup", () => {
      if (ink !== null) tell();
      ink = null;
    });
    /* By keyboard; presses of a pointer are done above. */
    pixels.box.addEventListener("click", (event) => {
      const at = pixels.cells.indexOf(event.target);
      if (at >= 0 && event.detail === 0) {
        paint(at, 1 - image[at]);
        tell();
      }
    });
    map.box.addEventListener("focusin", (event) => {
      selected = map.cells.indexOf(event.target);
      update();
      tell();
    });

    /* ---------- what the page computes ---------- */
    let now;
    /* The strength of a cell's ink is its share of the largest number; a dashed edge means negative. */
    function tint(cell, value, largest) {
      cell.classList.toggle("negative", value < 0);
      cell.style.setProperty("--strength", Math.abs(value) / largest);
    }

    function update() {
      now = compute(
        image,
        weights.map((weight) => weight.value),
        withRelu.input.checked,
      );
      const largest = Math.max(1, ...now.sums.map(Math.abs)),
        heaviest = Math.max(1, ...weights.map((weight) => Math.abs(weight.value)));
      pixels.cells.forEach((cell, at) => {
        cell.setAttribute("aria-pressed", String(Boolean(image[at])));
        cell.setAttribute("aria-label", where(at, SIZE));
      });
      kernel.cells.forEach((cell, at) => tint(cell, weights[at].value, heaviest));
      map.cells.forEach((cell, at) => {
        tint(show(cell, now.shown[at]), now.shown[at], largest);
        cell.setAttribute("aria-label", `${number(now.shown[at])}, ${where(at, MAP)}`);
        if (at === selected) cell.setAttribute("aria-current", "true");
        else cell.removeAttribute("aria-current");
      });
      pooled.cells.forEach((cell, at) => tint(show(cell, now.pooled[at]), now.pooled[at], largest));
      stage.classList.toggle("pooling", withPooling.input.checked);
      const row = Math.floor(selected / MAP),
        column = selected % MAP;
      lens.setAttribute("style", area(row, column, KERNEL));
      explain(row, column);
    }

    /* The nine products and their sum, in the inks of the lesson. */
    function explain(row, column) {
      const words = [`Row ${row + 1}, column ${column + 1}: `];
      weights.forEach(({ value }, at) => {
        const pixel = image[(row + Math.floor(at / KERNEL)) * SIZE + column + (at % KERNEL)];
        words.push(
          at ? " + " : "",
          element("span", { class: "given" }, [number(pixel)]),
          " · ",
          element("span", { class: "learned" }, [factor(value)]),
        );
      });
      words.push(" = ", element("b", { class: "computed" }, [number(now.sums[selected])]));
      if (withRelu.input.checked)
        words.push(", after ReLU ", element("b", { class: "computed" }, [number(now.shown[selected])]));
      sum.replaceChildren(...words);
    }

    function tell() {
      const words = [`${where(selected, MAP)}: ${number(now.sums[selected])}`];
      if (withRelu.input.checked) words.push(`after ReLU: ${number(now.shown[selected])}`);
      if (withPooling.input.checked)
        words.push(`after max pooling: ${Array.from(now.pooled, (value) => number(value)).join(", ")}`);
      say(words.join("; "));
    }

    reset();
  };

  window.lessonConvolution = { KERNELS, compute, pixelsOf };
})();
