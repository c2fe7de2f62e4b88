/* The form on the schedule in which visitors make a plan of their own: episodes, with or without what can go, hours a day.
   It fills days as `text/schedule.py` does, which makes the plans above it; `tests/schedule_cases.json` holds both to it. */
(function () {
  "use strict";
  const { element, recall, remember, setUpEach, timeOfDay } = window.lesson;

  /* ---------- arithmetic, in minutes; stretches are {episode, part, minutes}, what is taught between two pauses ---------- */
  const FIRST = { welcome: "Welcome", "set-up-check": "Set-up check" };
  const LATER = { recap: "Recap" };
  const CLOSING = { "wrap-up": "Wrap-up" };
  const LAST = { ...CLOSING, survey: "Survey" };

  /* The rows of one day: {kind, title, minutes, offset}, those of episodes with what the stretch says. */
  function dayOf(stretches, isFirst, isLast, lengths) {
    const frame = (titles) =>
      Object.entries(titles)
        .filter(([key]) => lengths[key])
        .map(([key, title]) => ({ kind: "frame", title, minutes: lengths[key] }));
    const rows = [
      ...frame(isFirst ? FIRST : LATER),
      ...stretches.map((stretch) => ({ ...stretch, kind: "session", title: "" })),
    ];
    const closing = rows.length;
    rows.push(...frame(isLast ? LAST : CLOSING));
    const toClose = rows.slice(closing).reduce((sum, { minutes }) => sum + minutes, 0);
    const day = [];
    let clock = 0,
      since = 0;
    rows.forEach((row, at) => {
      const before = rows[at - 1];
      const isBetween = before?.kind === "session" && row.kind === "session";
      const atBox = isBetween && before.episode === row.episode;
      /* The end of a day is one piece. Where it fits behind the last part, the break comes before both. */
      let sits = at === closing ? toClose : at > closing ? 0 : row.minutes;
      if (isBetween && at + 1 === closing && sits + toClose <= lengths.longest) sits += toClose;
      if (since && (atBox || since + sits > lengths.longest)) {
        day.push({ kind: "pause", title: "Break", minutes: lengths.break, offset: clock });
        clock += lengths.break;
        since = 0;
      }
      day.push({ ...row, offset: clock });
      clock += row.minutes;
      since += row.minutes;
    });
    const pauses = day.filter(({ kind }) => kind === "pause");
    if (clock <= lengths["lunch-from"] || !pauses.length || !lengths.lunch) return day;
    const away = (row) => Math.abs(row.offset - lengths["lunch-after"]);
    const noon = pauses.reduce((best, row) => (away(row) < away(best) ? row : best));
    for (const row of day.slice(day.indexOf(noon) + 1)) row.offset += lengths.lunch - lengths.break;
    Object.assign(noon, { title: "Lunch", minutes: lengths.lunch });
    return day;
  }

  const end = (day) => day.at(-1).offset + day.at(-1).minutes;

  /* Days of at most so many minutes; one that is too short for a single stretch holds this one. */
  function daysOf(stretches, longest, lengths) {
    const days = [];
    for (let first = 0, next; first < stretches.length; first = next) {
      const upTo = (last) => dayOf(stretches.slice(first, last), !days.length, last === stretches.length, lengths);
      next = first + 1;
      while (next < stretches.length && end(upTo(next + 1)) <= longest) next += 1;
      days.push(upTo(next));
    }
    return days;
  }

  window.lessonSchedule = { daysOf };
  if (!window.document) return; // tests of the arithmetic have no page

  /* ---------- on the page ---------- */
  function table(rows, caption, episodes) {
    const row = ({ kind, title, minutes, offset, episode, part }) => {
      const link = () => [
        element("a", { href: episodes[episode].href }, episodes[episode].title),
        part ? ", continued" : "",
      ];
      return element("tr", { class: kind === "session" ? undefined : kind }, [
        element("td", {}, element("span", { class: "clock", "data-offset": offset }, timeOfDay("00:00", offset))),
        element("th", { scope: "row" }, kind === "session" ? link() : title),
        element("td", { class: "text-right" }, String(minutes || "")),
      ]);
    };
    const head = Object.entries({ Time: undefined, Session: undefined, Minutes: "text-right" });
    const made = element("table", { class: "schedule" }, [
      element("caption", {}, caption),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          head.map(([word, name]) => element("th", { scope: "col", class: name }, word)),
        ),
      ),
      element("tbody", {}, [...rows, { kind: "frame", title: "End", minutes: 0, offset: end(rows) }].map(row)),
    ]);
    return element("div", { class: "table-wrapper" }, made);
  }

  function setUpOwnPlan() {
    const form = document.querySelector("form.own-plan");
    if (!form) return;
    const { episodes, lengths, stretches } = JSON.parse(form.dataset.told);
    const place = document.querySelector(".own-days");
    const { core, hours } = form.elements;
    const boxes = [...form.elements].filter(({ name }) => name === "episode");
    const chosen = () => boxes.filter(({ checked }) => checked).map(({ value }) => Number(value) - 1);

    function show() {
      const queue = chosen().flatMap((episode) =>
        stretches[core.checked ? "core" : "all"][episode].map(([part, minutes]) => ({ episode, part, minutes })),
      );
      const isPlan = queue.length > 0 && hours.validity.valid && hours.value !== "";
      const days = isPlan ? daysOf(queue, 60 * Number(hours.value), lengths) : [];
      const isLonger = days.some((day) => end(day) > 60 * Number(hours.value));
      form.querySelector("[role=status]").textContent = !queue.length
        ? "Choose at least one episode."
        : !isPlan
          ? `Choose ${hours.min} to ${hours.max} hours, in steps of half an hour.`
          : `${days.length} day${days.length > 1 ? "s" : ""}${isLonger ? "; a part that cannot be divided takes longer than you chose" : ""}.`;
      place.replaceChildren(...days.map((day, at) => table(day, `Your own plan, day ${at + 1}`, episodes)));
      /* The times follow the start of the day. */
      document.querySelector(".start input").dispatchEvent(new Event("input"));
      remember("own-plan", JSON.stringify({ chosen: chosen(), core: core.checked, hours: hours.value }));
    }

    try {
      const kept = JSON.parse(recall("own-plan"));
      boxes.forEach((box, at) => (box.checked = kept.chosen.includes(at)));
      core.checked = kept.core;
      hours.value = kept.hours;
    } catch (error) {
      /* nothing is kept, or it was written by an older page */
    }
    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    show();
  }

  setUpEach([setUpOwnPlan]);
})();
