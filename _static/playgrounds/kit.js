/* What the playgrounds share: controls that look and work alike, numbers, the parts of a drawing.
   A script registers itself:  lessonPlaygrounds.neuron = function (stage, kit) { stage.append(...); };
   and is called once, with an empty stage, when all its scripts are there. */
(function () {
  "use strict";
  const { button, element, svg } = window.lesson;
  const playgrounds = (window.lessonPlaygrounds = window.lessonPlaygrounds || {});
  const MINUS = "\u2212";

  /* ---------- numbers ---------- */
  /* A number as people read it: a real minus sign, no −0.
     With `decimals` exactly as many; without, as many as needed, at most two. */
  function number(value, decimals) {
    if (Number.isNaN(value)) return "not a number";
    if (!Number.isFinite(value)) return value < 0 ? MINUS + "∞" : "∞";
    const digits = decimals === undefined ? String(Number(value.toFixed(2))) : value.toFixed(decimals);
    return Number(digits) === 0 ? digits.replace("-", "") : digits.replace("-", MINUS);
  }

  /* As many decimals as needed, at most three. */
  const precise = (value) =>
    Number.isFinite(value)
      ? number(value, Math.min(3, (String(Number(value.toFixed(3))).split(".")[1] || "").length))
      : number(value);

  /* In a product or a sum, a negative number stands in brackets. */
  const factor = (value, decimals) =>
    number(value, decimals).startsWith(MINUS) ? `(${number(value, decimals)})` : number(value, decimals);

  /* "=", or "≈" where the number shown is rounded. */
  function equals(value, decimals) {
    const shown = Number(number(value, decimals).replace(MINUS, "-"));
    return Math.abs(shown - value) < 1e-9 * Math.max(1, Math.abs(value)) ? "=" : "≈";
  }

  const activations = {
    relu: { label: "ReLU", apply: (sum) => Math.max(0, sum) },
    sigmoid: { label: "sigmoid", apply: (sum) => 1 / (1 + Math.exp(-sum)) },
    linear: { label: "identity", apply: (sum) => sum },
  };

  /* ---------- parts ---------- */
  /* A drawing `width` by `height` units; `label` says to those who do not see it what it shows. */
  const drawing = (width, height, label, children = []) =>
    svg("svg", { class: "diagram", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, children);

  /* A symbol such as x1 in italics, with its index. */
  const symbol = (name, ink = "") =>
    element("span", { class: `symbol ${ink}` }, [
      element("i", {}, [name[0]]),
      ...(name.length > 1 ? [element("sub", {}, [name.slice(1)])] : []),
    ]);

  /* A place for a result. `show` writes the rounded number and keeps the exact one in `data-value`;
     `format` is the number of decimals, or a function such as `precise`. */
  const output = (name, ink = "computed") => element("b", { class: ink, "data-output": name });

  function show(place, value, format) {
    place.textContent = typeof format === "function" ? format(value) : number(value, format);
    place.dataset.value = value;
    return place;
  }

  /* ---------- controls ---------- */
  /* A labelled choice; `options` maps values to words. */
  function choice(label, options, value, changed) {
    const select = element(
      "select",
      {},
      Object.entries(options).map(([key, words]) => element("option", { value: key }, [words])),
    );
    select.value = value;
    select.addEventListener("change", () => changed(select.value));
    return {
      element: element("label", { class: "choice" }, [element("span", {}, [label]), select]),
      get value() {
        return select.value;
      },
      set value(next) {
        select.value = next;
      },
    };
  }

  /* A field for an exact number, between `min` and `max`. What cannot be read or lies outside is put right when the field is left. */
  function field({ label, ink, min, max, step, value, changed }) {
    const input = element("input", {
      type: "number",
      class: `field ${ink}`,
      min,
      max,
      step,
      "aria-label": label,
      autocomplete: "off",
    });
    const write = () => {
      input.value = Number(value.toFixed(6));
    };
    input.addEventListener("input", () => {
      const typed = input.valueAsNumber;
      if (Number.isNaN(typed) || typed < min || typed > max) return;
      value = typed;
      changed(value);
    });
    input.addEventListener("change", () => {
      const typed = input.valueAsNumber;
      if (!Number.isNaN(typed) && typed !== value) changed((value = Math.min(max, Math.max(min, typed))));
      write();
    });
    write();
    return {
      element: input,
      get value() {
        return value;
      },
      set value(next) {
        value = next;
        write();
      },
    };
  }

  /* A slider with a field for the exact number.
     ink: given (square thumb), learned (diamond) or computed (round)
     name: what is seen, a symbol such as x1 or words; label: what is spoken, which starts with it
     changed: called with the new number */
  function slider({ name, label, ink, min, max, step, value, changed, nameInk = ink }) {
    const short = /^.\d?$/u.test(name);
    const range = element("input", { type: "range", class: ink, min, max, step, "aria-label": label });
    const fill = () => {
      range.value = value;
      range.style.setProperty("--share", `${(100 * (value - min)) / (max - min)}%`);
    };
    const exact = field({
      label: `${label}, exact number`,
      ink,
      min,
      max,
      step,
      value,
      changed: (next) => {
        value = next;
        fill();
        changed(value);
      },
    });
    range.addEventListener("input", () => {
      value = exact.value = range.valueAsNumber;
      fill();
      changed(value);
    });
    fill();
    return {
      element: element("div", { class: short ? "slider" : "slider worded" }, [
        short ? symbol(name, nameInk) : element("span", {}, [name]),
        range,
        exact.element,
      ]),
      get value() {
        return value;
      },
      set value(next) {
        value = exact.value = next;
        fill();
      },
    };
  }

  /* ---------- the guess ---------- */
  /* A playground opens with a guess: one click, which can be changed as long as the answer is closed. */
  function askFirst(section, stage) {
    const choices = [...section.querySelectorAll(".choices .button")],
      told = section.querySelector(".told"),
      right = section.querySelector(".right-choice");
    if (!choices.length) return;
    stage.inert = true;
    for (const choice of choices) {
      choice.setAttribute("aria-pressed", "false");
      choice.addEventListener("click", () => {
        for (const each of choices) each.setAttribute("aria-pressed", String(each === choice));
        stage.inert = false;
        told.textContent = "Now try it, then open the answer.";
        const good = choice.textContent === right.firstChild.textContent;
        right.replaceChildren(
          right.firstChild,
          good ? ". That was your guess." : `. Your guess was: ${choice.textContent}.`,
        );
      });
    }
  }

  /* The settings with which a playground starts: its own, and those that the page names instead. */
  function startOf(section, settings) {
    const named = JSON.parse(section.dataset.start);
    for (const name of Object.keys(named)) if (!(name in settings)) throw new Error(`no setting ${name}`);
    return { ...settings, ...named };
  }

  /* ---------- start ---------- */
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  /* Fill a stage. Raises where the playground's script did not register itself. */
  function start(name, stage) {
    const live = element("p", { class: "visually-hidden", role: "status" });
    let waiting = 0;
    /* Speak a result once it no longer changes. */
    const say = (words) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        live.textContent = words;
      }, 500);
    };
    const section = stage.closest(".playground");
    playgrounds[name](stage, {
      activations,
      button,
      calm,
      choice,
      drawing,
      element,
      equals,
      factor,
      field,
      number,
      output,
      precise,
      say,
      show,
      slider,
      startOf: (settings) => startOf(section, settings),
      svg,
      symbol,
    });
    stage.append(live);
    askFirst(section, stage);
  }

  window.lessonKit = { activations, equals, factor, number, precise, start };
})();
