/* Gradient descent on a curve with two valleys: learning rate and start, step by step or in a run. */
(function () {
  "use strict";
  const loss = (w) => (w * w - 4) ** 2 / 16 + w / 4 + 1;
  const slope = (w) => (w * (w * w - 4)) / 4 + 1 / 4;
  const bend = (w) => (3 * w * w - 4) / 4; // below 0 on the hill between the valleys
  const START = { rate: 0.1, w: 3 };
  const REACH = 3.6,
    HIGHEST = 6; // what the picture shows
  const FLAT = 0.01; // a slope that is almost 0
  const LOST = 100; // out here the curve is so steep that every step is larger than the one before
  const STEPS = 60,
    PAUSE = 80; // of a run, and milliseconds between them
  const WIDTH = 560,
    HEIGHT = 268,
    LEFT = 20,
    RIGHT = 550,
    TOP = 28,
    BOTTOM = 222;

  const isLost = (w) => !(Math.abs(w) <= LOST);
  const isSettled = (w) => Math.abs(slope(w)) < FLAT;
  const next = (w, rate) => w - rate * slope(w);

  /* What is said of w after so many steps. */
  function verdictOn(w, steps) {
    const after = steps === 0 ? "At the start" : `After ${steps} step${steps > 1 ? "s" : ""}`;
    if (isLost(w))
      return `${after} w is far outside the picture, and each step is larger than the one before: this run diverges.`;
    if (isSettled(w) && bend(w) < 0) return `${after} the slope is almost 0, but this is the top of the hill.`;
    if (isSettled(w))
      return `${after} the slope is almost 0: w lies in the ${w < 0 ? "left valley, the lowest place" : "right valley, which is not the lowest place"}.`;
    return `${after} the slope is ${slope(w) < 0 ? "negative, so the next step goes to the right" : "positive, so the next step goes to the left"}.`;
  }

  lessonPlaygrounds["gradient-descent"] = function (stage, kit) {
    const { button, calm, drawing, element, equals, factor, number, output, say, show, slider, svg } = kit;
    let path,
      running = 0,
      end;

    const rate = slider({
      name: "learning rate",
      label: "learning rate",
      ink: "given",
      min: 0.01,
      max: 2,
      step: 0.01,
      value: START.rate,
      changed: () => {
        halt();
        update();
      },
    });
    const start = slider({
      name: "start w",
      label: "start w",
      ink: "given",
      min: -3,
      max: 3,
      step: 0.1,
      value: START.w,
      changed: again,
    });
    const run = button("Run", () => {
      if (running) {
        halt();
        update();
      } else go();
    });

    /* ---------- the picture ---------- */
    const across = (w) => LEFT + ((w + REACH) / (2 * REACH)) * (RIGHT - LEFT),
      up = (value) => BOTTOM - (value / HIGHEST) * (BOTTOM - TOP);
    /* Far away places lie outside the frame; the numbers of a drawing must not become too large. */
    const place = (w) => {
      const near = Math.max(-2 * REACH, Math.min(2 * REACH, w));
      return [across(near), up(Math.min(2 * HIGHEST, loss(near)))];
    };
    const ws = Array.from({ length: 145 }, (_, at) => -REACH + at / 20);
    const trail = svg("path", { class: "learned line thin" }),
      dots = svg("g"),
      tangent = svg("path", { class: "tangent" });
    const first = svg("circle", { class: "learned line", r: 13 }),
      current = svg("rect", { class: "solid learned", x: -7, y: -7, width: 14, height: 14, rx: 1 });
    const ticks = [-3, -2, -1, 0, 1, 2, 3].map((w) =>
      svg("text", { class: "tick", x: across(w), y: BOTTOM + 20, "text-anchor": "middle" }, [number(w)]),
    );
    const picture = drawing(WIDTH, HEIGHT, "", [
      svg("path", { class: "context thin", d: `M${LEFT} ${BOTTOM}H${RIGHT}` }),
      ...ticks,
      svg("text", { class: "tick", x: LEFT, y: 16 }, ["loss"]),
      svg("text", { class: "tick", x: RIGHT, y: HEIGHT - 4, "text-anchor": "end" }, ["weight w"]),
      /* A drawing in the drawing cuts off what lies outside the frame. */
      svg(
        "svg",
        {
          x: 0,
          y: TOP - 12,
          width: WIDTH,
          height: BOTTOM - TOP + 24,
          viewBox: `0 ${TOP - 12} ${WIDTH} ${BOTTOM - TOP + 24}`,
        },
        [
          svg("path", { class: "context line", d: "M" + ws.map((w) => `${across(w)} ${up(loss(w))}`).join("L") }),
          tangent,
          trail,
          dots,
          first,
          current,
        ],
      ),
    ]);

    /* ---------- the numbers ---------- */
    const names = ["steps", "w", "loss", "slope", "step", "next"];
    const labels = ["steps done", "w", "loss", "slope", "step", "next w"];
    const places = Object.fromEntries(
      names.map((name) => [
        name,
        output(name, name === "w" || name === "next" ? "learned" : name === "loss" ? "wrong" : "computed"),
      ]),
    );
    const stepWords = element("span"),
      nextWords = element("span");
    const verdict = element("p", { class: "verdict" });
    stage.append(
      element("div", { class: "descent-controls" }, [rate.element, start.element]),
      element("div", { class: "buttons" }, [
        button("Step", () => {
          halt();
          forward();
          update();
        }),
        run,
        button("Reset", reset),
      ]),
      element("div", { class: "descent-picture" }, [picture]),
      verdict,
      element(
        "dl",
        { class: "descent-numbers" },
        names.map((name, at) =>
          element("div", {}, [
            element("dt", {}, [labels[at]]),
            element("dd", {}, [...(name === "step" ? [stepWords] : name === "next" ? [nextWords] : []), places[name]]),
          ]),
        ),
      ),
    );

    /* ---------- what happens ---------- */
    const here = () => path[path.length - 1];

    function forward() {
      if (!isLost(here())) path.push(next(here(), rate.value));
    }

    function halt() {
      clearInterval(running);
      running = 0;
      run.textContent = "Run";
    }

    function again() {
      halt();
      path = [start.value];
      update();
    }

    function reset() {
      rate.value = START.rate;
      start.value = START.w;
      again();
    }

    /* A run ends when the slope is almost 0, when w is lost, or after STEPS steps; without motion it shows its end at once. */
    function go() {
      end = path.length + STEPS;
      const done = () => path.length >= end || isLost(here()) || isSettled(here());
      if (calm()) {
        do forward();
        while (!done());
        update();
        return;
      }
      run.textContent = "Stop";
      running = setInterval(() => {
        forward();
        if (done()) halt();
        update();
      }, PAUSE);
    }

    function update() {
      const w = here(),
        now = {
          steps: path.length - 1,
          w,
          loss: loss(w),
          slope: slope(w),
          step: rate.value * slope(w),
          next: next(w, rate.value),
        };
      for (const name of names) show(places[name], now[name], name === "steps" ? 0 : 3);
      stepWords.textContent = `${number(rate.value)} · ${factor(now.slope, 3)} ${equals(now.step, 3)} `;
      nextWords.textContent = `${number(w, 3)} − ${factor(now.step, 3)} ${equals(now.next, 3)} `;
      trail.setAttribute("d", "M" + path.map((passed) => place(passed).join(" ")).join("L"));
      dots.replaceChildren(
        ...path
          .slice(0, -1)
          .map((passed) => svg("circle", { class: "solid learned", cx: place(passed)[0], cy: place(passed)[1], r: 4 })),
      );
      first.setAttribute("cx", place(path[0])[0]);
      first.setAttribute("cy", place(path[0])[1]);
      current.setAttribute("transform", `translate(${place(w).join(" ")}) rotate(45)`);
      const [x, y] = place(w),
        tilt = (up(slope(w)) - up(0)) / (across(1) - across(0)),
        half = 60 / Math.hypot(1, tilt);
      tangent.setAttribute("d", isLost(w) ? "" : `M${x - half} ${y - half * tilt}L${x + half} ${y + half * tilt}`);
      verdict.textContent = verdictOn(w, now.steps);
      picture.setAttribute(
        "aria-label",
        `A curve with two valleys, the left one is lower. w is at ${number(w, 3)}, ${now.steps} steps from the start at ${number(path[0])}`,
      );
      say(`${verdict.textContent} w ${number(w, 3)}, loss ${number(now.loss, 3)}`);
    }

    again();
  };

  window.lessonDescent = { loss, next, slope, verdictOn };
})();
