/* Comfort for readers with scripts; every page reads well without.
   One classic script: modules and fetch fail when the site is opened from a folder.
   It is on every page and comes first: `window.lesson` holds what the other scripts share and what is arithmetic only. */
(function () {
  "use strict";
  const root = window.document && document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  /* Storage may be forbidden (private windows) or full; then choices last as long as the page. */
  const thisPage = new Map();

  function remember(key, value) {
    try {
      localStorage.setItem("lesson-" + key, value);
      thisPage.delete(key);
    } catch (error) {
      thisPage.set(key, value);
    }
  }

  function recall(key) {
    if (thisPage.has(key)) return thisPage.get(key);
    try {
      return localStorage.getItem("lesson-" + key);
    } catch (error) {
      return null;
    }
  }

  function forgetAll(keys) {
    try {
      keys.forEach((key) => thisPage.delete(key));
      keys.forEach((key) => localStorage.removeItem("lesson-" + key));
    } catch (error) {
      /* as said above */
    }
  }

  /* ---------- elements ---------- */
  function fitted(made, attributes, children) {
    for (const [name, value] of Object.entries(attributes))
      if (value !== undefined && value !== null) made.setAttribute(name, value);
    made.append(...[children].flat());
    return made;
  }

  /* An element of the page: its tag, its attributes, and its children (elements or text). */
  const element = (tag, attributes = {}, children = []) => fitted(document.createElement(tag), attributes, children);

  /* An element of a drawing, with the classes of diagram.css. */
  const svg = (tag, attributes = {}, children = []) =>
    fitted(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

  /* A button with a label, and with an icon where one is named. */
  function button(label, action, icon) {
    const pictured = [
      element("span", { class: `icon-${icon}`, "aria-hidden": "true" }),
      element("span", { class: "label" }, label),
    ];
    const made = element("button", { type: "button", class: "button" }, icon ? pictured : label);
    made.addEventListener("click", action);
    return made;
  }

  /* ---------- time ---------- */
  const two = (number) => String(number).padStart(2, "0");

  /* The time of day so many minutes after a start such as "09:00"; after midnight it begins again. */
  function timeOfDay(start, offset) {
    const [hours, minutes] = start.split(":").map(Number);
    const time = hours * 60 + minutes + offset;
    return `${two(Math.floor(time / 60) % 24)}:${two(time % 60)}`;
  }

  /* Seconds left as a clock shows them, a begun one as a whole: 59.2 is 01:00. */
  function countdown(left) {
    const seconds = Math.max(0, Math.ceil(left));
    return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  }

  /* ---------- theme ---------- */
  function setUpTheme() {
    const toggle = document.getElementById("theme");
    toggle.hidden = false;
    const name = () =>
      toggle.setAttribute("aria-label", root.dataset.theme === "dark" ? "Use the light theme" : "Use the dark theme");
    name();
    toggle.addEventListener("click", () => {
      root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
      remember("theme", root.dataset.theme);
      name();
    });
  }

  /* ---------- code ---------- */
  function setUpCode() {
    for (const input of all(".cell_input, .text > section div[class*='highlight-']:not(.cell *)")) {
      const code = input.querySelector("pre");
      const copy = button(
        "",
        async () => {
          await navigator.clipboard.writeText(code.textContent.trimEnd());
          say("Copied", "solution");
          setTimeout(say, 2000, "", "copy");
        },
        "copy",
      );
      /* Said to screen readers and shown by the icon: a word would move the code beside it. */
      const say = (words, icon) => {
        copy.querySelector(".label").textContent = words;
        copy.firstElementChild.className = `icon-${icon}`;
      };
      copy.classList.add("copy");
      copy.setAttribute("aria-label", "Copy the code");
      copy.title = "Copy";
      copy.querySelector(".label").classList.add("visually-hidden");
      copy.querySelector(".label").setAttribute("role", "status");
      if (navigator.clipboard) input.append(copy);
    }
    /* What scrolls sideways must be reachable by keyboard, and only that. */
    const scrolling = () => {
      for (const box of all("pre, .formula, .text_html, .table-wrapper")) {
        if (box.scrollWidth > box.clientWidth + 1) {
          box.tabIndex = 0;
          box.setAttribute("role", "group");
          box.setAttribute(
            "aria-label",
            box.closest(".cell_output")
              ? "Output"
              : box.matches("pre")
                ? "Code"
                : box.matches(".formula")
                  ? "Formula"
                  : "Table",
          );
        } else {
          box.removeAttribute("tabindex");
          box.removeAttribute("role");
          box.removeAttribute("aria-label");
        }
      }
    };
    scrolling();
    addEventListener("resize", scrolling);
    all("details").forEach((details) => details.addEventListener("toggle", scrolling));
  }

  /* ---------- solutions ---------- */
  /* A link into a closed solution or folded cell opens it. */
  function openTarget() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.closest(".text")) return;
    for (let details = target.closest("details"); details; details = details.parentElement.closest("details"))
      details.open = true;
    target.scrollIntoView();
  }

  function setUpSolutions() {
    const toggle = document.getElementById("solutions");
    if (!toggle) return;
    const solutions = all("details.solution");
    const label = toggle.querySelector(".label");
    const name = () => {
      label.textContent = solutions.every((details) => details.open) ? "Close all solutions" : "Open all solutions";
    };
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const open = !solutions.every((details) => details.open);
      solutions.forEach((details) => {
        details.open = open;
      });
    });
    solutions.forEach((details) => details.addEventListener("toggle", name));
    name();
  }

  /* Paper with or without solutions, as chosen. */
  function setUpLeavingOut() {
    const toggle = document.getElementById("left-out");
    if (!toggle) return;
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const out = root.toggleAttribute("data-left-out");
      toggle.setAttribute("aria-pressed", String(out));
    });
  }

  /* Printing shows solutions in browsers that cannot open them by style sheet, and makes small what is wider than the paper. */
  function setUpPrinting() {
    const PAPER = 620; // px beside the margins of A4 and the gutter of a box
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = all("details.solution:not([open])");
      opened.forEach((details) => {
        details.open = true;
      });
      for (const wide of all(".text_html, .table-wrapper, .formula")) {
        const width = Math.max(...[...wide.children].map((child) => child.scrollWidth), wide.scrollWidth);
        wide.style.setProperty("--fit", Math.min(1, PAPER / width).toFixed(3));
      }
    });
    addEventListener("afterprint", () =>
      opened.forEach((details) => {
        details.open = false;
      }),
    );
  }

  /* ---------- where you are ---------- */
  /* Both lists of sections, the column and the menu of narrow screens, mark the current one, and the place is remembered. */
  function setUpSections() {
    rememberPlace();
    const column = document.querySelector(".sections");
    const links = new Map();
    for (const link of all(".sections a, .side .current ul a")) {
      const id = decodeURIComponent(link.hash.slice(1));
      links.set(id, [...(links.get(id) || []), link]);
    }
    const headings = all(".text section[id]").filter((section) => links.has(section.id));
    if (!headings.length) return;
    let marked;
    const mark = () => {
      let current = headings[0];
      for (const heading of headings) if (heading.getBoundingClientRect().top < 120) current = heading;
      if (current === marked) return;
      marked = current;
      for (const [id, found] of links) {
        for (const link of found) {
          if (id === current.id) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
      }
      /* The column scrolls with the reader, and nothing else moves. */
      const inColumn = links.get(current.id).find((link) => column.contains(link));
      if (inColumn) {
        const { top, bottom } = inColumn.getBoundingClientRect(),
          room = column.getBoundingClientRect();
        if (top < room.top + 80 || bottom > room.bottom - 80) column.scrollTop += top - room.top - room.height / 2;
      }
      rememberPlace(current);
    };
    let waiting = false;
    addEventListener(
      "scroll",
      () => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          mark();
        });
      },
      { passive: true },
    );
    mark();
  }

  /* The menu of narrow screens opens and closes by links, without scripts; here the way back does not lead through it. */
  function setUpMenu() {
    const close = document.querySelector(".side .close");
    const leave = (event) => {
      event.preventDefault();
      location.replace(close.hash);
    };
    close.addEventListener("click", leave);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && location.hash === "#menu") leave(event);
    });
  }

  /* ---------- instructor view ---------- */
  function setUpInstructor() {
    const toggle = document.getElementById("instructor");
    if (!toggle) return;
    toggle.hidden = false;
    const show = (on) => {
      root.toggleAttribute("data-instructor", on);
      toggle.setAttribute("aria-checked", String(on));
    };
    show(root.hasAttribute("data-instructor"));
    toggle.addEventListener("click", () => {
      show(!root.hasAttribute("data-instructor"));
      remember("instructor", root.hasAttribute("data-instructor") ? "on" : "off");
    });
  }

  /* ---------- search ---------- */
  const isTyping = (target) => Boolean(target.closest("input, textarea, select, [contenteditable]"));

  function setUpSearch() {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      document.getElementById("search-box").focus();
      event.preventDefault();
    });
  }

  /* ---------- glossary ---------- */
  /* Pointing at a term or moving to it by keyboard shows its definition; a tap shows it, a second tap follows the link. */
  function setUpTerms() {
    const tip = element("div", { id: "definition", role: "tooltip", hidden: "" });
    document.body.append(tip);
    const definitions = new Map();
    for (const link of all("a[data-definition]")) definitions.set(link.getAttribute("href"), link.dataset.definition);
    let owner = null;
    const hide = () => {
      tip.hidden = true;
      if (owner) owner.removeAttribute("aria-describedby");
      owner = null;
    };
    const show = (link) => {
      hide();
      owner = link;
      tip.textContent = definitions.get(link.getAttribute("href"));
      tip.hidden = false;
      link.setAttribute("aria-describedby", tip.id);
      const at = link.getClientRects()[0],
        width = tip.offsetWidth;
      tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8)) + scrollX}px`;
      const below = at.bottom + tip.offsetHeight + 12 < innerHeight;
      tip.style.top = `${(below ? at.bottom + 6 : at.top - tip.offsetHeight - 6) + scrollY}px`;
    };
    for (const link of all(".text a.reference").filter((link) => definitions.has(link.getAttribute("href")))) {
      let touched = false;
      link.addEventListener("pointerdown", (event) => {
        touched = event.pointerType === "touch";
      });
      link.addEventListener("click", (event) => {
        if (touched && owner !== link) event.preventDefault();
        if (touched) show(link);
      });
      link.addEventListener("pointerenter", (event) => {
        if (event.pointerType !== "touch") show(link);
      });
      link.addEventListener("pointerleave", (event) => {
        if (event.pointerType !== "touch" && !tip.matches(":hover"))
          setTimeout(() => {
            if (!tip.matches(":hover") && document.activeElement !== link) hide();
          }, 150);
      });
      link.addEventListener("focus", () => {
        if (!touched) show(link);
      });
      link.addEventListener("blur", hide);
    }
    tip.addEventListener("pointerleave", hide);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
    });
    document.addEventListener("pointerdown", (event) => {
      if (owner && !owner.contains(event.target) && event.target !== tip) hide();
    });
  }

  /* ---------- what you have answered ---------- */
  /* Kept in this browser only, without names and times. Whoever judges an answer tells it by an event:

       document.dispatchEvent(new CustomEvent("lesson:answered", { detail: {
         exercise: "intro-ex-network",  // its label
         item: "7cd7a5",                // the key of the question, which stays, or the name of a function
         question: "Two neurons",       // its words
         answer: "0.25",                // as it was given; "" where it is long: then each call is a try
         right: false,
         solved: false,                 // whether the whole exercise is solved now
         page: "episodes/01-introduction", // home of the exercise; left out: this page
       } }));

     The element of the form or editor has the attributes `data-exercise` and `data-home` with label and page. */
  const LONGEST = 500; // signs of an answer that are kept

  /* What is kept after one more answer: `items` by "label/item", `solved` with the page of each solved exercise,
     `exercises` with how many of them a page has. The same answer again is no further try, and after a right one none counts. */
  function noted(kept, { exercise, item, question = "", answer = "", right, solved, page, exercises }) {
    const id = `${exercise}/${item}`;
    const given = String(answer).slice(0, LONGEST);
    const before = kept.items[id] || { tries: 0, first: given, rightAfter: null };
    const further = before.rightAfter === null && (given === "" || given !== before.last);
    const tries = before.tries + Number(further);
    const rightAfter = before.rightAfter === null && right ? tries : before.rightAfter;
    return {
      items: { ...kept.items, [id]: { question, tries, first: before.first, last: given, rightAfter } },
      solved: solved ? { ...kept.solved, [exercise]: page } : kept.solved,
      exercises: { ...kept.exercises, [page]: exercises },
    };
  }

  /* What is kept after one exercise is forgotten. */
  function without(kept, exercise) {
    const others = (found, key) => Object.fromEntries(Object.entries(found).filter(([name]) => key(name) !== exercise));
    return {
      ...kept,
      items: others(kept.items, (id) => id.split("/")[0]),
      solved: others(kept.solved, (name) => name),
    };
  }

  /* What is kept, however storage was filled: items, solved exercises and exercises of each page. */
  function answers() {
    const kept = { items: {}, solved: {}, exercises: {} };
    try {
      const found = JSON.parse(recall("answers")) || {};
      for (const name of Object.keys(kept)) if (typeof found[name] === "object") Object.assign(kept[name], found[name]);
    } catch (error) {
      /* nothing that could be read */
    }
    return kept;
  }

  function keepAnswers(kept) {
    remember("answers", JSON.stringify(kept));
    document.dispatchEvent(new Event("lesson:kept"));
  }

  const forgetExercise = (exercise) => keepAnswers(without(answers(), exercise));

  function forgetEverything() {
    forgetAll(["read", "last", "answers"]);
    document.dispatchEvent(new Event("lesson:kept"));
  }

  /* Forms and editors of a page, which may be a collected one, by the label of their exercise. */
  function setUpAnswers() {
    const asked = all("[data-exercise]");
    document.addEventListener("lesson:answered", ({ detail }) => {
      const page = detail.page || document.body.dataset.page;
      const labels = asked.filter(({ dataset }) => dataset.home === page).map(({ dataset }) => dataset.exercise);
      keepAnswers(noted(answers(), { ...detail, page, exercises: new Set(labels).size }));
      const box = asked.find(({ dataset }) => dataset.exercise === detail.exercise)?.closest(".exercise");
      const title = document.querySelector("h1").textContent.trim();
      if (box && document.querySelector(".pager"))
        remember(
          "last",
          `${document.body.dataset.page}.html#${box.id}\n${title}, ${box.querySelector(".kind").textContent}`,
        );
    });
    const show = () => {
      const { solved } = answers();
      for (const one of asked) {
        const box = one.closest(".exercise");
        const bar = box && document.querySelector(`.thread a[href="#${CSS.escape(box.id)}"]`);
        for (const [place, words] of [
          [box?.querySelector(".box-head"), "solved"],
          [bar, ", solved"],
        ])
          if (place) mark(place, one.dataset.exercise in solved ? words : "");
      }
    };
    document.addEventListener("lesson:kept", show);
    show();
  }

  /* A tick behind a name, with words for those who do not see it; no words take it away. */
  function mark(place, words, shown = "") {
    place.querySelector(".tick")?.remove();
    if (!words) return;
    const picture = element("span", { class: "icon-solution", "aria-hidden": "true" });
    const said = element("span", { class: "visually-hidden" }, words);
    const short = shown ? [element("span", { "aria-hidden": "true" }, shown)] : [];
    place.append(element("span", { class: "tick" }, [picture, ...short, said]));
  }

  /* ---------- what you have read ---------- */
  /* Kept in this browser only. A page counts as read once its end has been on the screen. */
  function setUpProgress() {
    const page = document.body.dataset.page;
    const read = () => new Set((recall("read") || "").split(" ").filter(Boolean));
    const links = all(".side .toctree-l1 > a");
    const here = location.pathname.replace(/\.html$/, "");
    const base = here.endsWith(page) ? here.slice(0, here.length - page.length) : here.replace(/[^/]*$/, "");
    const name = (link) => new URL(link.href).pathname.replace(/\.html$/, "").slice(base.length);
    const tick = () => {
      const pagesRead = read();
      const { solved, exercises } = answers();
      for (const link of links) {
        const done = Object.values(solved).filter((home) => home === name(link)).length;
        const of = Math.max(done, exercises[name(link)] || 0);
        const isRead = pagesRead.has(name(link));
        link.classList.toggle("read", isRead);
        link.querySelector(".said")?.remove();
        if (isRead) link.append(element("span", { class: "said visually-hidden" }, ", read"));
        mark(link, done ? `, ${done} of ${of} exercises solved` : "", `${done}/${of}`);
      }
    };
    const end = document.querySelector(".pager");
    if (end && "IntersectionObserver" in window) {
      new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting) || read().has(page)) return;
        remember("read", [...read(), page].join(" "));
        tick();
      }).observe(end);
    }
    document.addEventListener("lesson:kept", tick);
    addEventListener("storage", () => document.dispatchEvent(new Event("lesson:kept"))); // another tab
    tick();

    /* The landing page offers to go on. */
    const place = document.getElementById("continue");
    const [address, title] = (recall("last") || "").split("\n");
    if (!place || !title) return;
    const link = element("a", { class: "button", href: address }, "Continue where you left off: " + title);
    const forget = button(
      "Forget what I have read and answered",
      () => {
        forgetEverything();
        place.replaceChildren();
      },
      "close",
    );
    place.append(link, forget);
  }

  /* Pages between others say where to go on: their address with the section that is being read, and its title. */
  function rememberPlace(section) {
    if (!document.querySelector(".pager") || document.getElementById("continue")) return;
    const title = document.querySelector("h1").textContent.trim();
    const heading = section && scrollY > 0 && section.querySelector("h2, h3, h4");
    const words = heading ? `${title}, ${heading.firstChild.textContent.trim()}` : title;
    remember("last", `${document.body.dataset.page}.html${heading ? `#${section.id}` : ""}\n${words}`);
  }

  /* ---------- schedule ---------- */
  function setUpSchedule() {
    const control = document.querySelector(".start[data-start]");
    if (!control) return;
    control.hidden = false;
    const input = control.querySelector("input");
    const show = () => {
      const start = input.value || control.dataset.start;
      for (const clock of all(".clock[data-offset]"))
        clock.textContent = timeOfDay(start, Number(clock.dataset.offset));
      control.querySelector("[role=status]").textContent = `The day starts at ${start}.`;
      remember("start", input.value);
    };
    input.value = recall("start") || control.dataset.start;
    input.addEventListener("input", show);
    show();
  }

  /* ---------- playgrounds ---------- */
  /* The scripts of a playground are loaded when it comes near the screen, each once, and run in the order of the box; so is that of an editor. */
  const home = root && new URL("playgrounds/", document.currentScript.src);
  const loading = new Map();

  function load(address) {
    if (!loading.has(address)) {
      loading.set(
        address,
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = new URL(address, home);
          script.async = false;
          script.onload = resolve;
          script.onerror = (event) => {
            loading.delete(address); // the next try asks again
            reject(event);
          };
          document.head.append(script);
        }),
      );
    }
    return loading.get(address);
  }

  async function fill(section) {
    const stage = section.querySelector(".stage");
    try {
      await Promise.all(section.dataset.scripts.split(" ").map(load));
      window.lessonKit.start(section.dataset.playground, stage);
    } catch (error) {
      stage.textContent = "This playground could not be loaded; the text and the figures say the same without it.";
    }
    section.dataset.filled = "";
  }

  function setUpPlaygrounds() {
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          if (target.matches(".playground")) fill(target);
          else load(new URL(target.dataset.script, document.baseURI).href).then(() => window.lessonCodeCheck(target));
        }
      },
      { rootMargin: "600px" },
    );
    all(".playground, .code-check").forEach((section) => near.observe(section));
  }

  function setUpLinks() {
    openTarget();
    addEventListener("hashchange", openTarget);
  }

  /* Set up features one after the other; one that fails is reported by its name and stops no other. */
  function setUpEach(features) {
    for (const setUp of features) {
      try {
        setUp();
      } catch (error) {
        console.error(`${setUp.name} failed:`, error);
      }
    }
  }

  window.lesson = {
    all,
    answers,
    button,
    countdown,
    element,
    forgetEverything,
    forgetExercise,
    load,
    noted,
    recall,
    remember,
    setUpEach,
    svg,
    timeOfDay,
    without,
  };
  if (!root) return; // tests of the arithmetic have no page

  setUpEach([
    setUpTheme,
    setUpCode,
    setUpSolutions,
    setUpPrinting,
    setUpLeavingOut,
    setUpSections,
    setUpMenu,
    setUpInstructor,
    setUpSearch,
    setUpTerms,
    setUpAnswers,
    setUpProgress,
    setUpSchedule,
    setUpPlaygrounds,
    setUpLinks,
  ]);
})();
