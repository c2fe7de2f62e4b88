/* What only the speaker sees: notes, code to type, wrong answers to expect, and the plan of the episode.
   It goes to the speaker's window, which `speaker.js` fills, or into a panel on the only screen there is.
   The windows talk by `postMessage`, because that also works for pages opened from a folder. */
(function () {
  "use strict";
  const { all, element, setUpEach } = window.lesson;
  const { timetable } = window.lessonScreens;
  const root = document.documentElement;
  let detail = null, // of the last `lesson-screen`
    speaker = null; // the speaker's window, once it has said hello

  const decode = (text) =>
    JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))));

  const isNote = (node) => Boolean(node?.matches(".instructor.box"));

  /* Notes that follow an exercise and its solution are about them. */
  function notesAfter(exercise) {
    const found = [];
    let node = exercise.nextElementSibling;
    if (node?.matches(".solution")) node = node.nextElementSibling;
    for (; isNote(node) && !node.matches(".pause"); node = node.nextElementSibling) found.push(node);
    return found;
  }

  /* All others are about their section. */
  function notesOf(node) {
    const { exerciseOf } = detail;
    const exercise = exerciseOf(node);
    if (exercise) return notesAfter(exercise);
    if (node.closest(".pause-screen")) return [node.closest(".pause-screen").nextElementSibling];
    const section = node.closest("section") || document.querySelector(".text section");
    const taken = new Set(all(":scope > .exercise.box", section).flatMap(notesAfter));
    return all(":scope > .instructor.box:not(.pause)", section).filter((note) => !taken.has(note));
  }

  function html(note) {
    const copy = note.cloneNode(true);
    all(".box-head, [id]", copy).forEach((part) =>
      part.matches(".box-head") ? part.remove() : part.removeAttribute("id"),
    );
    return copy.innerHTML;
  }

  /* The next cell that is typed: neither the code of a figure nor part of a solution. */
  function typing() {
    const { at, blocks, screens } = detail;
    const cells = all(".text .cell:not(.tag_hide-input) pre").filter(
      (pre) => pre.closest(".cell_input") && !pre.closest(".solution, .exercise"),
    );
    const top = screens[at].top;
    const next = cells.find((pre) => pre.getBoundingClientRect().bottom + scrollY > top);
    if (!next) return null;
    const y = next.getBoundingClientRect().top + scrollY;
    const ahead = screens.findLastIndex((screen) => screen.top <= y + 1) - at;
    return { code: next.textContent, ahead: Math.max(0, ahead) };
  }

  /* The right answers of an exercise, and the wrong ones that its self-check has a hint for. */
  function answers(exercise) {
    const form = exercise?.querySelector(".self-check");
    if (!form) return [];
    const labels = all("label", form).map((label) => label.textContent);
    return decode(form.dataset.answers).map(({ right, hints }, at) => ({
      question: labels[at],
      right: right[0],
      hints,
    }));
  }

  /* The minutes of teaching and exercises before this screen; null where a page has no course. */
  function minute() {
    const { at, blocks, screens, exerciseOf } = detail;
    const course = document.querySelector(".thread")?.dataset.course;
    if (!course) return null;
    const shown = screens.map(({ first, last }) => {
      const { node } = blocks[first];
      const nodes = new Set(blocks.slice(first, last + 1).map((block) => block.node));
      return {
        words: [...nodes].reduce((sum, part) => sum + part.textContent.split(/\s+/).length, 0),
        exercise: exerciseOf(node)?.id || "",
        solution: Boolean(node.closest(".solution")),
        pause: Boolean(node.closest(".pause-screen")),
      };
    });
    const table = timetable(JSON.parse(course), shown);
    return table[at];
  }

  function message() {
    const { at, blocks, screens, section, step, titleOf, exerciseOf, isBlack } = detail;
    const { node } = blocks[screens[at].first];
    const exercise = exerciseOf(node);
    const after = screens[at + 1];
    return {
      page: document.body.dataset.page,
      episode: document.querySelector(".place .episode").textContent,
      at,
      count: screens.length,
      title: titleOf(screens[at]),
      section,
      step,
      isBlack,
      next: after ? titleOf(after) : "",
      notes: notesOf(node).map(html),
      typing: typing(),
      answers: answers(exercise),
      minute: minute(),
      timer: window.lessonTimers.current(),
      back: node.closest(".pause-screen")?.querySelector("output").textContent || "",
    };
  }

  function tell() {
    if (speaker && !speaker.closed) speaker.postMessage({ lesson: "screen", screen: detail && message() }, "*");
  }

  /* ---------- the panel ---------- */
  const panel = element("aside", {
    class: "note-panel",
    "aria-label": "Notes of this screen",
    tabindex: "0",
    hidden: "",
  });

  function fillPanel() {
    if (panel.hidden) return;
    const notes = detail ? notesOf(detail.blocks[detail.screens[detail.at].first].node) : [];
    panel.innerHTML = notes.map(html).join("<hr>") || "<p>No note for this screen.</p>";
  }

  function setUpPanel() {
    document.body.append(panel);
    addEventListener("lesson-notes", () => {
      panel.hidden = !panel.hidden;
      fillPanel();
    });
  }

  /* ---------- the window ---------- */
  function setUpSpeaker() {
    const home = new URL(
      `${"../".repeat(document.body.dataset.page.split("/").length - 1)}speaker.html`,
      location.href,
    );
    addEventListener("lesson-speaker", () => {
      open(home.href.replace(/[?#].*/, ""), "lesson-speaker", "popup,width=1100,height=800");
    });
    /* Whoever says hello gets the screen; after a reload of this page the window says it again. */
    addEventListener("message", ({ data, source, origin }) => {
      if (origin !== location.origin && origin !== "null") return;
      if (data?.lesson === "hello") {
        speaker = source;
        tell();
      } else if (data?.lesson === "press" && source === speaker)
        dispatchEvent(new CustomEvent("lesson-press", { detail: { key: data.key, shift: data.shift } }));
    });
  }

  function setUpScreens() {
    addEventListener("lesson-screen", (event) => {
      ({ detail } = event);
      if (!detail) panel.hidden = true;
      fillPanel();
      tell();
    });
    setInterval(() => {
      if (root.hasAttribute("data-present")) tell();
    }, 1000);
  }

  setUpEach([setUpPanel, setUpSpeaker, setUpScreens]);
})();
