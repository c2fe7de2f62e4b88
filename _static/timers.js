/* Timers of exercises: a clock in the head of each exercise, and the one that was started also in the bar, which a presentation shows.
   One runs at a time; it survives a reload, and the way to another page. */
(function () {
  "use strict";
  const { all, button, countdown, element, recall, remember, setUpEach } = window.lesson;
  const KEPT = "lesson-timer";

  /* ---------- arithmetic: a timer is {whole, left, ends}, seconds and the time in ms at which a running one ends ---------- */
  const left = (timer, now) => (timer.ends ? Math.max(0, (timer.ends - now) / 1000) : timer.left);
  const isOver = (timer, now) => left(timer, now) === 0;
  const isRunning = (timer, now) => Boolean(timer.ends) && !isOver(timer, now);
  const run = (timer, now) => ({ ...timer, ends: now + 1000 * (left(timer, now) || timer.whole) });
  const pause = (timer, now) => ({ ...timer, left: left(timer, now), ends: 0 });
  /* More time also for one that is over: it runs again. */
  const extend = (timer, seconds, now) =>
    timer.ends
      ? { ...timer, ends: Math.max(timer.ends, now) + 1000 * seconds }
      : { ...timer, left: timer.left + seconds };

  /* What a timer says when the seconds left have become fewer; mostly nothing. */
  function remark(before, after) {
    if (after <= 0) return "Time is up";
    return before > 60 && after <= 60 ? "One minute left" : "";
  }

  window.lessonTimers = { extend, isOver, isRunning, left, pause, remark, run };
  if (!window.document) return; // tests of the arithmetic have no page

  /* ---------- on the page ---------- */
  const page = document.body.dataset.page;
  const EXERCISE = ".exercise.box[data-minutes]";
  const isOf = (box) => timer?.page === page && timer.id === box.id;
  let timer = null,
    seen = 0,
    ticking = 0;

  function begin(box) {
    const whole = 60 * Number(box.dataset.minutes);
    return { page, id: box.id, name: box.querySelector(".kind").textContent, whole, left: whole, ends: 0 };
  }

  function restore() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT));
    } catch (error) {
      return null; // forbidden, as in private windows; then a timer lasts as long as the page
    }
  }

  function keep(changed) {
    timer = changed;
    seen = timer ? left(timer, Date.now()) : 0;
    clearInterval(ticking);
    if (timer?.ends) ticking = setInterval(tick, 250);
    try {
      if (timer) sessionStorage.setItem(KEPT, JSON.stringify(timer));
      else sessionStorage.removeItem(KEPT);
    } catch (error) {
      /* as said above */
    }
  }

  /* Two soft tones, a second long. */
  function ring() {
    const sound = new AudioContext();
    [660, 880].forEach((pitch, at) => {
      const tone = new OscillatorNode(sound, { frequency: pitch });
      const volume = new GainNode(sound, { gain: 0 });
      const start = sound.currentTime + 0.5 * at;
      volume.gain.linearRampToValueAtTime(0.15, start + 0.05);
      volume.gain.linearRampToValueAtTime(0, start + 0.6);
      tone.connect(volume).connect(sound.destination);
      tone.start(start);
      tone.stop(start + 0.7);
    });
  }

  /* ---------- what the controls do; without an exercise they act on the timer that was started ---------- */
  const shown = []; // what has to follow the timer: functions of the time in ms
  const showAll = () => shown.forEach((show) => show(Date.now()));

  function toggle(box) {
    if (!box && !timer) return;
    const now = Date.now();
    if (box && !isOf(box)) keep(run(begin(box), now));
    else keep(isRunning(timer, now) ? pause(timer, now) : run(timer, now));
    say(timer.ends ? `Timer started, ${Math.ceil(left(timer, now) / 60)} minutes` : "Timer paused");
    showAll();
  }

  function giveMore() {
    if (timer) keep(extend(timer, 60, Date.now()));
    showAll();
  }

  function reset() {
    say("Timer reset");
    keep(null);
    showAll();
  }

  function switchSound() {
    remember("sound", recall("sound") === "on" ? "off" : "on");
    showAll();
  }

  /* Said to screen readers beside the exercise; the timer may be one of another page. */
  function say(words) {
    const said = timer?.page === page && document.getElementById(timer.id)?.querySelector(".timer [role=status]");
    if (said) said.textContent = words;
  }

  function tick() {
    const after = left(timer, Date.now());
    const words = seen > after ? remark(seen, after) : "";
    if (words) say(words);
    if (words && after === 0 && recall("sound") === "on") ring();
    seen = after;
    showAll();
  }

  /* A clock, and buttons to start or pause and to reset. */
  function controls(box) {
    const clock = element("span", { class: box ? "clock" : "left", hidden: "" });
    const start = button("", () => toggle(box), "clock");
    const back = button("Reset", reset, "reset");
    const show = (now) => {
      const mine = box ? isOf(box) : Boolean(timer);
      const running = mine && isRunning(timer, now);
      clock.hidden = back.hidden = !mine;
      if (mine) clock.textContent = countdown(left(timer, now));
      start.querySelector(".label").textContent = !mine
        ? "Start timer"
        : running
          ? "Pause"
          : isOver(timer, now)
            ? "Start again"
            : "Continue";
      start.firstElementChild.className = `icon-${running ? "pause" : "clock"}`;
    };
    return { parts: [clock, start, back], show };
  }

  function setUpExercises() {
    for (const box of all(EXERCISE)) {
      const { parts, show } = controls(box);
      const said = element("span", { class: "visually-hidden", role: "status" });
      const elapsed = element("span", { class: "elapsed" });
      box.querySelector(".box-head").append(element("span", { class: "timer" }, [said, ...parts]));
      box.prepend(elapsed);
      shown.push(show, (now) => {
        const gone = isOf(box) ? Math.max(0, 1 - left(timer, now) / timer.whole) : 0;
        box.classList.toggle("over", isOf(box) && isOver(timer, now));
        elapsed.style.width = `${100 * gone}%`;
      });
    }
  }

  function setUpBar() {
    const { parts, show } = controls();
    const name = element("span", { class: "name" });
    const sound = button("", switchSound);
    const more = button("+1 min", giveMore);
    const place = element("span", { class: "running", role: "group", "aria-label": "Timer" });
    place.append(name, ...parts, more, sound);
    document.querySelector(".bar .where").after(place);
    shown.push((now) => {
      place.hidden = !timer;
      if (!timer) return;
      show(now);
      name.textContent = timer.name;
      sound.textContent = recall("sound") === "on" ? "Sound on" : "Sound off";
      place.classList.toggle("over", isOver(timer, now));
    });
  }

  const current = () => timer && { ...timer, shown: countdown(left(timer, Date.now())) };
  Object.assign(window.lessonTimers, { current, giveMore, toggle });
  keep(restore());
  setUpEach([setUpExercises, setUpBar]);
  showAll();
})();
