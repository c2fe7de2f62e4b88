/* The speaker's window: what `stage-notes.js` tells about the screen, the time, and the plan of the schedule.
   Keys that are pressed here, and those of a remote, go to the presentation. */
(function () {
  "use strict";
  const { button, element, recall, setUpEach, timeOfDay } = window.lesson;

  /* ---------- arithmetic: sessions are [minutes from the start of the day, minutes in the schedule, which rounds them,
     minutes on the page], one for each part of an episode ---------- */
  /* When a minute of an episode is due, in minutes from the start of the day. A pause is due before it, all else after it. */
  function due(sessions, minute, isPause) {
    let before = 0;
    for (const [at, [offset, length, minutes]] of sessions.entries()) {
      const inside = minute - before;
      if (inside < minutes || (isPause && inside === minutes) || at === sessions.length - 1)
        return offset + (inside * length) / minutes;
      before += minutes;
    }
    return minute;
  }

  /* When the part that holds a minute of an episode ends: {at, isLast}. */
  function nextEnd(sessions, minute) {
    let before = 0;
    for (const [at, [offset, length, minutes]] of sessions.entries()) {
      const isLast = at === sessions.length - 1;
      if (minute - before < minutes || isLast) return { at: offset + length, isLast };
      before += minutes;
    }
    return null;
  }

  const minutesOf = (clock) => clock.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);

  /* How late somebody is, in words; minutes early are negative. */
  function inWords(late) {
    const minutes = Math.round(late);
    if (Math.abs(minutes) < 2) return "on time";
    return minutes > 0 ? `${minutes} min late` : `${-minutes} min early`;
  }

  window.lessonPlan = { due, inWords, minutesOf, nextEnd };
  if (!window.document) return; // tests of the arithmetic have no page

  /* ---------- the window ---------- */
  const LATE = 5; // minutes after which the window says what can be left out
  const FAR = 120; // minutes by which nobody is late: it is a rehearsal, or another day
  const timing = JSON.parse(document.getElementById("timing").textContent);
  const part = (name) => document.querySelector(`[data-is="${name}"]`);
  const fill = (name, ...content) => part(name).replaceChildren(...content);
  let screen = null,
    shift = null; // minutes by which a day has begun later than its schedule says; null: not asked yet

  const dayStart = () => minutesOf(recall("start") || timing.start);

  function now() {
    const time = new Date();
    return 60 * time.getHours() + time.getMinutes() + time.getSeconds() / 60;
  }

  const clockAt = (minutes) => timeOfDay("00:00", Math.round(minutes));

  /* Minutes behind the schedule. */
  function late() {
    const { sessions } = timing.episodes[screen.page];
    return now() - (dayStart() + due(sessions, screen.minute, Boolean(screen.back)) + (shift ?? 0));
  }

  const isPlanned = () => screen.minute !== null && Boolean(timing.episodes[screen.page]?.sessions.length);

  /* Who begins here and now is on time. */
  function beginNow() {
    shift = 0;
    shift = late();
    tick();
  }

  function tick() {
    fill("now", clockAt(Math.floor(now())));
    if (!screen) return;
    const planned = isPlanned();
    part("plan").hidden = !planned;
    if (planned) {
      if (shift === null && Math.abs(late()) > FAR) beginNow();
      const behind = late();
      const end = nextEnd(timing.episodes[screen.page].sessions, screen.minute);
      const left = Math.round(dayStart() + end.at + shift - now());
      fill("late", `${inWords(behind)}, due at ${clockAt(now() - behind)}`);
      fill("until-what", end.isLast ? "End of the episode" : "Break");
      fill("until", left < 0 ? `${-left} min ago` : `in ${left} min`);
      part("plan").classList.toggle("late", behind >= LATE);
      part("cut").parentElement.classList.toggle("late", behind >= LATE);
    }
    if (screen.back) {
      fill("until-what", "Back at");
      fill("until", screen.back);
    }
  }

  function showAnswers() {
    const rows = screen.answers.flatMap(({ question, right, hints }) => [
      element("dt", {}, question),
      element("dd", { class: "right" }, right),
      ...hints.map(([wrong, hint]) => {
        const said = element("span");
        said.innerHTML = hint; // of our own page
        return element("dd", { class: "wrong-answer" }, [element("b", {}, `${wrong}: `), said]);
      }),
    ]);
    fill("answers", ...rows);
    part("asked").hidden = !rows.length;
  }

  /* What changes with each second is told as well; the rest is drawn only when it is new, so that nothing scrolls away. */
  let drawn = "";
  function draw() {
    document.querySelector(".alone").hidden = Boolean(screen);
    document.querySelector(".speaker").hidden = !screen;
    if (!screen) return;
    const { timer } = screen;
    fill("timer-name", timer ? timer.name : "Timer");
    fill("timer", timer ? timer.shown : "–");
    tick();
    const { timer: _, ...rest } = screen;
    const words = JSON.stringify(rest);
    if (words === drawn) return;
    drawn = words;
    const { typing } = screen;
    fill("title", screen.title);
    fill("where", `${screen.episode}, ${screen.section || "beginning"}, screen ${screen.at + 1} of ${screen.count}`);
    fill("next", screen.next || "the next page");
    part("notes").innerHTML = screen.notes.join("<hr>") || "<p>No note for this screen.</p>";
    fill("ahead", !typing ? "Nothing more." : typing.ahead ? `In ${typing.ahead} screens:` : "On this screen:");
    fill("code", typing ? typing.code : "");
    part("code").hidden = !typing;
    fill("cut", timing.episodes[screen.page]?.late || "The guide names nothing for this page.");
    showAnswers();
  }

  /* ---------- the presentation ---------- */
  const stage = window.opener;
  const send = (message) => stage?.postMessage(message, "*");
  const press = (key, shiftKey = false) => send({ lesson: "press", key, shift: shiftKey });

  function setUpMessages() {
    addEventListener("message", ({ data, source }) => {
      if (source !== stage || data?.lesson !== "screen") return;
      screen = data.screen;
      draw();
    });
    /* Said again and again, because the presentation forgets this window when it is loaded again or goes to another page. */
    const hello = () => send({ lesson: "hello" });
    hello();
    setInterval(hello, 1000);
  }

  function setUpControls() {
    part("controls").append(
      button("← Previous", () => press("PageUp")),
      button("Next →", () => press("PageDown")),
      button("Black", () => press("b")),
      button("Timer", () => press("t")),
      button("+1 min", () => press("+")),
      button("I begin here now", beginNow),
      button("Follow the schedule", () => {
        shift = 0;
        tick();
      }),
    );
    /* Here, too, the keys of a remote go on after a click. */
    document.addEventListener("click", (event) => event.detail && event.target.closest("button")?.blur());
  }

  function setUpKeys() {
    const KEYS = ["PageDown", "PageUp", "ArrowRight", "ArrowLeft", " ", "Home", "End", "b", ".", "t", "+"];
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !KEYS.includes(event.key)) return;
      if (event.key === " " && event.target.closest("button, a, [tabindex]")) return;
      if (event.target.closest("input")) return;
      press(event.key, event.shiftKey);
      event.preventDefault();
    });
  }

  function setUpClock() {
    tick();
    setInterval(tick, 1000);
  }

  setUpEach([setUpControls, setUpKeys, setUpMessages, setUpClock]);
})();
