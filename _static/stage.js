/* Presentation: one key press shows the next screen of the page. What stands on a screen `stage-screens.js` computes;
   here are the keys, the bar, the black screen, the overview, and the pauses. Each screen is announced by an event
   `lesson-screen`, from which `stage-notes.js` gets what a speaker needs. */
(function () {
  "use strict";
  const { all, button, element, setUpEach, timeOfDay } = window.lesson;
  const { arrange, measure, screenAt } = window.lessonScreens;
  const root = document.documentElement;
  const bar = document.querySelector(".bar");
  const EDGE = 12; // px between the bar and a screen, and below it

  let blocks = [],
    screens = [],
    at = 0,
    wanted = 0, // where the page was scrolled to for this screen
    anchor = null, // the block that the current screen was chosen by: it stays in sight when sizes change
    places = [],
    opened = []; // solutions that only the presentation has opened

  /* Kept as long as the window; storage may be forbidden, and then a reload forgets. */
  const KEY = `lesson-${document.body.dataset.page}-`;
  function store(name, value) {
    try {
      sessionStorage.setItem(KEY + name, value);
    } catch (error) {
      /* as said above */
    }
  }

  function stored(name) {
    try {
      return sessionStorage.getItem(KEY + name);
    } catch (error) {
      return null;
    }
  }

  const isPresenting = () => root.hasAttribute("data-present");

  /* The words of a heading, caption or label, without the link that browsers with a mouse show beside it. */
  function words(node) {
    const copy = node.cloneNode(true);
    all(".headerlink, .visually-hidden", copy).forEach((link) => link.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  }

  const short = (text) => (text.length > 60 ? `${text.slice(0, 60).replace(/\s+\S*$/, "")} …` : text);

  /* ---------- what a screen shows ---------- */
  /* The exercise that a node asks or solves. */
  function exerciseOf(node) {
    const box = node.closest(".exercise.box");
    const before = node.closest(".solution")?.previousElementSibling;
    return box || (before?.matches(".exercise.box") ? before : null);
  }

  /* The headings above a node, the nearest last. */
  function headingsOf(node) {
    const found = [];
    for (let section = node.closest(".text section"); section; section = section.parentElement.closest("section")) {
      const heading = section.querySelector(":scope > :is(h2, h3, h4)");
      if (heading) found.unshift(heading);
    }
    return found;
  }

  function titleOf(screen) {
    const node = blocks[screen.first].node;
    const exercise = exerciseOf(node);
    const name = exercise && words(exercise.querySelector(".kind")).replace("Exercise ", "");
    if (node.matches(".top")) return words(document.querySelector("h1"));
    if (node.closest(".pager")) return "The end of this page";
    if (node.closest(".pause-screen")) return "Break";
    if (exercise)
      return `${node.closest(".solution") ? "Solution" : "Exercise"} ${name}: ${words(exercise.querySelector(".title"))}`;
    const box = node.closest(".box");
    const heading = node.matches("h2, h3, h4") && node;
    const caption = (node.matches("figure") ? node : node.querySelector("figure"))?.querySelector("figcaption");
    if (heading) return words(heading);
    if (caption) return short(words(caption));
    if (box && !box.matches(".overview *")) return words(box.querySelector(".title") || box.querySelector(".kind"));
    return short(node.matches(".cell, .cell *") ? `Code: ${words(node)}` : words(node));
  }

  /* The episode, the section and, where the page follows the workflow, its step. */
  function placeOf(screen) {
    const node = blocks[screen.first].node;
    const headings = headingsOf(node).map(words);
    const exercise = exerciseOf(node);
    const step = headings.map((text) => /^(\d+)\. /.exec(text)).find(Boolean);
    const section = exercise ? titleOf(screen) : headings.at(-1) || "";
    return { section: section.replace(/^\d+\. /, ""), step: step ? Number(step[1]) : 0 };
  }

  /* ---------- parts that only a presentation has ---------- */
  const curtain = element("div", { class: "curtain", hidden: "" }); // over what comes after this screen
  const black = element("div", { class: "black", hidden: "" });
  const task = element("div", { class: "task", "aria-hidden": "true", hidden: "" }); // repeats what stands on the page
  const overview = element("dialog", { class: "overview-of-screens", "aria-label": "Screens of this page" });

  /* The task of an exercise that goes on: its number, its title and its first sentence. */
  function fillTask(exercise) {
    const first = exercise.querySelector(":scope > p:not(.box-head, .title)");
    task.replaceChildren(
      element("b", {}, `${words(exercise.querySelector(".kind"))}: ${words(exercise.querySelector(".title"))}`),
      ` ${first ? words(first) : ""}`,
    );
  }

  /* ---------- screens ---------- */
  /* How wide a picture is to its height decides whether its caption stands below or beside it; the picture gets what the caption leaves. */
  function shapeFigures() {
    for (const figure of all(".text figure")) {
      const picture = figure.querySelector("img, svg");
      const { width, height } = picture?.viewBox?.baseVal ?? picture ?? {};
      const wide = picture?.getAttribute("width")
        ? picture.getAttribute("width") / picture.getAttribute("height")
        : width / height;
      if (!(wide > 0)) continue;
      figure.style.setProperty("--wide", wide.toFixed(5));
      figure.classList.toggle("tall", wide < 1.3);
      figure.style.setProperty("--caption", `${figure.querySelector("figcaption")?.offsetHeight ?? 0}px`);
    }
  }

  function layOut() {
    const height = innerHeight - bar.offsetHeight - 2 * EDGE;
    root.style.setProperty("--screen", `${height}px`);
    shapeFigures();
    blocks = measure(
      [".top", ".text", ".pager"].map((part) => document.querySelector(part)),
      height,
    );
    const reserves = new Map();
    task.hidden = false;
    for (const block of blocks) {
      if (!block.task) continue;
      if (!reserves.has(block.task)) {
        fillTask(block.task);
        reserves.set(block.task, task.offsetHeight + EDGE);
      }
      block.reserve = reserves.get(block.task);
    }
    task.hidden = true;
    screens = arrange(blocks, height);
  }

  function draw() {
    const screen = screens[at];
    const { node, task: exercise, reserve } = blocks[screen.first];
    const above = bar.offsetHeight + EDGE;
    const room = screen.task ? reserve : 0;
    task.hidden = !screen.task;
    if (screen.task) fillTask(exercise);
    task.style.top = `${above}px`;
    wanted = Math.max(0, Math.round(screen.top - above - room));
    scrollTo(0, wanted);
    curtain.hidden = false;
    curtain.style.top = `${Math.ceil(screen.bottom - wanted) + 1}px`;
    if (node.closest(".pause-screen")) beginPause(node.closest(".pause-screen"));
  }

  function announce() {
    const screen = screens[at];
    const { section, step } = placeOf(screen);
    bar.querySelector(".section").textContent = section;
    bar.querySelector(".step").textContent = step ? `Step ${step} of 10` : "";
    bar.querySelector(".position").textContent = `${at + 1} / ${screens.length}`;
    dispatchEvent(
      new CustomEvent("lesson-screen", {
        detail: { at, blocks, screens, section, step, exerciseOf, titleOf, isBlack: !black.hidden },
      }),
    );
  }

  /* The place is kept in the history: it survives a reload, and "back" finds it after a link. */
  function keepPlace() {
    const { node, top } = blocks[screens[at].first];
    const box = node.getBoundingClientRect();
    const share = (top - box.top - scrollY) / (box.height || 1);
    anchor = { block: places.indexOf(node), share: Math.max(0, share) };
    const id = node.closest(".text [id]")?.id;
    keepAddress(anchor, "present", id ? `#${id}` : "");
  }

  /* Put a state, what is asked for and a place into the address; some browsers refuse to for a file, and forget on a reload. */
  function keepAddress(state, asked, hash) {
    const others = location.search.slice(1).split("&");
    const wishes = [asked, ...others.filter((wish) => wish && !/^present(=|$)/.test(wish))].filter(Boolean).join("&");
    try {
      history.replaceState(state, "", location.pathname + (wishes && `?${wishes}`) + hash);
    } catch (error) {
      /* as said above */
    }
  }

  function show(screen) {
    at = Math.max(0, Math.min(screens.length - 1, screen));
    keepPlace();
    draw();
    announce();
  }

  const topOf = (node) => node.getBoundingClientRect().top + scrollY + 1;
  const showNode = (node) => show(screenAt(screens, topOf(node)));

  function showAnchor({ block, share }) {
    const node = places[block];
    const { top, height } = (node || document.querySelector(".top")).getBoundingClientRect();
    at = screenAt(screens, top + scrollY + share * height);
  }

  /* Sizes have changed: the same block stays in sight. */
  function layOutAgain() {
    if (!isPresenting()) return;
    layOut();
    showAnchor(anchor);
    draw();
    announce();
  }

  /* Whoever scrolls by hand sees the page as it is; the next key goes on from there. */
  function noticeScrolling() {
    if (!isPresenting() || Math.abs(scrollY - wanted) <= 2) return;
    curtain.hidden = task.hidden = true;
    at = screenAt(screens, scrollY + bar.offsetHeight + EDGE);
    announce();
  }

  const neighbour = (direction) => {
    const link = document.querySelector(`.pager [rel=${direction}]`);
    return link && /\/episodes\//.test(link.href) ? link.href.replace(/[?#].*/, "") : "";
  };

  function go(by) {
    const scrolled = Math.abs(scrollY - wanted) > 2;
    if (at + by >= screens.length && neighbour("next")) location.assign(`${neighbour("next")}?present`);
    else if (at + by < 0 && neighbour("prev")) location.assign(`${neighbour("prev")}?present#end`);
    else show(scrolled && by < 0 ? at : at + by);
  }

  /* To the next section or exercise, or back to the start of this one and of those before. */
  function goToSection(by) {
    const begins = (number) => {
      const { first } = screens[number];
      const { node } = blocks[first];
      const exercise = node.closest(".exercise.box");
      const starts = exercise && blocks[first - 1].node.closest(".exercise.box") !== exercise;
      return starts || node.matches("h2, h3, h4, .top, .pager, .pause-screen");
    };
    let to = at + by;
    while (to > 0 && to < screens.length - 1 && !begins(to)) to += by;
    show(to);
  }

  function setBlack(on) {
    black.hidden = !on;
    announce();
  }

  /* ---------- pauses ---------- */
  /* The time to be back counts from the moment at which the pause is first shown, and survives a reload. */
  function setBack(pause, time) {
    const back = new Date(time);
    pause.dataset.back = String(time);
    pause.querySelector("output").textContent = timeOfDay("00:00", 60 * back.getHours() + back.getMinutes());
    store(`back-${pause.id}`, time);
  }

  function beginPause(pause) {
    const kept = Number(pause.dataset.back || stored(`back-${pause.id}`));
    setBack(pause, kept > Date.now() ? kept : Date.now() + 60_000 * Number(document.body.dataset.pause));
  }

  function addPauses() {
    all(".pause.box").forEach((box, number) => {
      const pause = element("div", { class: "pause-screen", id: `pause-${number + 1}` }, [
        element("p", { class: "pause-title" }, "Break"),
        element("p", {}, ["Back at ", element("output")]),
      ]);
      const change = (label, minutes) =>
        button(label, () => setBack(pause, Number(pause.dataset.back) + 60_000 * minutes));
      pause.append(element("p", { class: "buttons" }, [change("5 min less", -5), change("5 min more", 5)]));
      box.before(pause);
    });
  }

  /* ---------- overview ---------- */
  function showOverview() {
    const list = element("ol");
    screens.forEach((screen, number) => {
      const { node } = blocks[screen.first];
      const depth = node.matches(".top, .pager") ? 1 : Math.min(3, headingsOf(node).length || 1);
      const leads = node.matches("h2, h3, h4, .top, .pager, .pause-screen, .exercise, .exercise *");
      const choose = button(`${number + 1}. ${titleOf(screen)}`, () => {
        overview.close();
        show(number);
      });
      choose.className = `depth-${depth}${leads ? " leads" : ""}`;
      if (number === at) choose.setAttribute("aria-current", "true");
      list.append(element("li", {}, choose));
    });
    const keys = [
      ["PageDown, →, ↓, space", "next screen"],
      ["PageUp, ←, ↑", "previous screen"],
      ["Shift with these", "next or previous section"],
      ["b or .", "black screen"],
      ["t, +", "timer: start or pause, one minute more"],
      ["s", "window for the speaker"],
      ["n", "notes of this screen, here"],
      ["o", "this overview"],
      ["p, Esc", "end the presentation"],
    ].map(([key, what]) => [element("dt", {}, key), element("dd", {}, what)]);
    overview.replaceChildren(list, element("dl", {}, keys.flat()));
    overview.showModal();
    overview.querySelector("[aria-current]").focus();
  }

  /* ---------- on and off ---------- */
  function topmost() {
    return places.find(
      (node) => node.matches("p, h2, h3, h4, pre, li, figure, .top") && node.getBoundingClientRect().bottom > 110,
    );
  }

  function begin() {
    places = all(".top, .text *:not(.stage *, .self-check *, .code-check *), .pager");
    const reading = topmost();
    root.setAttribute("data-present", "");
    history.scrollRestoration = "manual";
    opened = all("details.solution:not([open])");
    opened.forEach((details) => {
      details.open = true;
    });
    layOut();
    return reading;
  }

  function present(on) {
    if (on === isPresenting()) return;
    document.getElementById("present").setAttribute("aria-pressed", String(on));
    if (on) {
      const reading = begin();
      if (reading && !reading.matches(".top")) showNode(reading);
      else show(0);
    } else end();
    dispatchEvent(new Event("resize"));
  }

  function end() {
    const { node } = blocks[screens[at].first];
    root.removeAttribute("data-present");
    for (const part of [curtain, black, task]) part.hidden = true;
    if (overview.open) overview.close();
    opened.forEach((details) => {
      details.open = details.contains(node);
    });
    if (node.matches(".top")) scrollTo(0, 0);
    else node.scrollIntoView();
    history.scrollRestoration = "auto";
    keepAddress(null, "", location.hash);
    dispatchEvent(new CustomEvent("lesson-screen", { detail: null }));
  }

  /* Where an address asks for a presentation: the place kept in the history, the one behind the `#`, or the start. */
  function beginAsAsked() {
    if (!new URLSearchParams(location.search).has("present")) return;
    const { state } = history;
    document.getElementById("present").setAttribute("aria-pressed", "true");
    begin();
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (state?.block >= 0) {
      showAnchor(state);
      show(at);
    } else if (location.hash === "#end") show(screens.length - 1);
    else if (target?.closest(".text")) showNode(headOf(target));
    else show(0);
    dispatchEvent(new Event("resize"));
  }

  /* A section begins with its heading; what has no place on the screen is followed by something that has. */
  const headOf = (target) => target.querySelector(":scope > :is(h2, h3, h4)") || target;

  /* A link within the page leads to its screen, and "back" to the one with the link. */
  function setUpLinks() {
    const follow = () => {
      if (!isPresenting()) return;
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (history.state?.block >= 0) showAnchor(history.state);
      else if (target?.closest(".text")) at = screenAt(screens, topOf(headOf(target)));
      show(at);
    };
    addEventListener("popstate", follow);
    addEventListener("hashchange", follow); // after others have scrolled to the target
  }

  function setUpBar() {
    const steps = element("span", { class: "steps" });
    const control = (name, icon, label, action) => {
      const made = button("", action, icon);
      made.classList.add(name);
      made.setAttribute("aria-label", label);
      made.title = label;
      return made;
    };
    const arrow = (sign, name, label, by) => {
      const made = button(element("span", { "aria-hidden": "true" }, sign), () => go(by));
      made.classList.add(name);
      made.setAttribute("aria-label", label);
      return made;
    };
    steps.append(
      arrow("←", "before", "Previous screen", -1),
      element("output", { class: "position" }),
      arrow("→", "after", "Next screen", 1),
      control("to-overview", "menu", "Overview of the screens (o)", showOverview),
      control("to-speaker", "instructor", "Window for the speaker (s)", () =>
        dispatchEvent(new Event("lesson-speaker")),
      ),
    );
    const where = bar.querySelector(".where");
    const place = element("span", { class: "place" }, [
      element("span", { class: "episode" }, words(where).replace(/:.*/, "")),
      element("b", { class: "section" }),
      element("span", { class: "step" }),
    ]);
    where.after(place);
    document.getElementById("present").before(steps);
    document.body.append(curtain, task, black, overview);
  }

  function setUpToggle() {
    const toggle = document.getElementById("present");
    toggle.hidden = false;
    toggle.setAttribute("aria-pressed", "false");
    toggle.addEventListener("click", () => present(!isPresenting()));
    /* After a click, the space bar belongs to the presentation again. */
    document.addEventListener("click", (event) => {
      if (isPresenting() && event.detail) event.target.closest("button, summary")?.blur();
    });
    black.addEventListener("click", () => setBlack(false));
  }

  const currentExercise = () => exerciseOf(blocks[screens[at].first].node);

  const KEYS = {
    PageDown: () => go(1),
    PageUp: () => go(-1),
    ArrowRight: () => go(1),
    ArrowDown: () => go(1),
    ArrowLeft: () => go(-1),
    ArrowUp: () => go(-1),
    " ": () => go(1),
    Home: () => show(0),
    End: () => show(screens.length - 1),
    b: () => setBlack(true),
    ".": () => setBlack(true),
    o: showOverview,
    t: () => window.lessonTimers.toggle(currentExercise()),
    "+": () => window.lessonTimers.giveMore(),
    s: () => dispatchEvent(new Event("lesson-speaker")),
    n: () => dispatchEvent(new Event("lesson-notes")),
    p: () => present(false),
    Escape: () => present(false),
  };
  const SECTIONS = { PageDown: 1, ArrowRight: 1, ArrowDown: 1, PageUp: -1, ArrowLeft: -1, ArrowUp: -1 };

  /* Act on a key of the stage or of the speaker's window; tell whether it means something. */
  function press(key, shift) {
    const act = shift && SECTIONS[key] ? () => goToSection(SECTIONS[key]) : KEYS[key];
    if (!act || !isPresenting()) return false;
    if (!black.hidden) setBlack(false);
    else act();
    return true;
  }

  function setUpKeys() {
    document.addEventListener("keydown", (event) => {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || overview.open) return;
      /* The keys of a remote work everywhere; others are for the control that has the focus. */
      const remote = key === "PageDown" || key === "PageUp";
      if (!remote && target.closest("input, textarea, select, [contenteditable], .stage [tabindex]")) return;
      if (key === " " && target.closest("a, button, summary, [tabindex]")) return;
      if (key === "p" && !isPresenting()) present(true);
      else if (!press(key, event.shiftKey)) return;
      event.preventDefault();
    });
    addEventListener("lesson-press", ({ detail }) => press(detail.key, detail.shift));
  }

  function setUpSizes() {
    addEventListener("scroll", noticeScrolling, { passive: true });
    addEventListener("resize", layOutAgain);
    addEventListener("load", layOutAgain); // browsers scroll to the place behind the `#` until then
    /* Fonts that arrive, a playground that fills, a solution that somebody opens. */
    new ResizeObserver(layOutAgain).observe(document.querySelector(".text"));
  }

  setUpEach([addPauses, setUpBar, setUpToggle, setUpKeys, setUpLinks, beginAsAsked, setUpSizes]);
})();
