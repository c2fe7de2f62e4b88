/* Self-checks: compare what a reader answers with what the lesson declares.
   Everything happens in this page: nothing is sent. `lesson.js` keeps the answers in this browser.
   The right answers come encoded, so that nobody reads them by accident; they are no secret. */
(function () {
  "use strict";
  const { all, answers, element, forgetExercise, setUpEach } = window.lesson;

  const decode = (text) =>
    JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))));

  /* ---------- comparing ---------- */
  const NUMBER_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
  ];
  const ORDER = ["wrong", "partly", "right"];
  const best = (verdicts) => ORDER[Math.max(0, ...verdicts.map((is) => ORDER.indexOf(is)))];
  const worst = (verdicts) => ORDER[Math.min(2, ...verdicts.map((is) => ORDER.indexOf(is)))];
  const isWords = (text) => /\p{L}/u.test(text);
  const bare = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const isArray = (name) => /^(?:np\.)?(?:array|float\d*|int\d*)$/.test(name);

  /* Digits, signs, brackets, commas and dots only; names and units go, words such as "three" and "minus" become what they mean. */
  function inSymbols(text) {
    const plain = text
      .replace(/²/g, "^2")
      .replace(/³/g, "^3")
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[−–]/g, "-")
      .replace(/[×·⋅∙]/g, "*")
      .replace(/÷/g, "/")
      .replace(/\*\*/g, "^")
      .replace(/[≈~]/g, "=")
      .replace(/\.$/, "") // the end of a sentence
      .replace(/(?<!\p{L})(?:name|dtype):.*/u, "")
      .replace(/\p{L}+_\d+/gu, " ") // as pandas prints a row
      .replace(/per\s?cent/g, "%")
      .replace(/\bminus\b/g, "-")
      .replace(/(?<=[\d)])\s*x\s*(?=[\d(])/g, "*")
      .replace(/(?<=\d)e([+-]?\d+)/g, "*10^$1");
    const words = plain.match(/\p{L}+/gu) || [];
    const spelled = !/\d/.test(plain) && words.every((word) => word === "and" || NUMBER_WORDS.includes(word));
    // A function, such as a root, is more than this can read; it stays and spoils the reading.
    const named = plain.replace(/[\p{L}_][\p{L}\p{N}_]*(?:\.\p{L}[\p{L}\p{N}_]*)*(\()?/gu, (name, bracket = "") => {
      if (spelled) return name === "and" ? " " : ` ${NUMBER_WORDS.indexOf(name)} `;
      return !bracket ? " " : isArray(name.slice(0, -1)) ? "(" : name;
    });
    return named
      .replace(/[[\]:;"]/g, " ")
      .replace(/\(\s*\)/g, " ")
      .trim();
  }

  /* A comma may stand in 12,288 or in 1,25 or in 0,1,1,0, and a dot in 12.288 or in 1.25: any reading counts. */
  function readings(text, dotted) {
    const thousands = (mark) => new RegExp(`(?<![\\d.,])[1-9]\\d{0,2}(?:${mark}\\d{3})+(?![\\d.,]*\\d)`, "g");
    const grouped = (mark) => text.replace(thousands(mark), (found) => found.replace(/\D/g, ""));
    const all = [grouped(","), grouped("[ '’]"), text.replace(/(?<=\d),(?=\d)/g, "."), text.replace(/,/g, " ")];
    return dotted ? [...all, grouped("\\.")] : all;
  }

  /* The value of + - * / ^ % and brackets; NaN for everything else. */
  function arithmetic(text) {
    const tokens = text.length > 200 ? [] : text.match(/\d+\.?\d*|\.\d+|\S/g) || [];
    let at = 0;
    const take = (...signs) => (signs.includes(tokens[at]) ? tokens[at++] : "");
    function operand() {
      if (!take("(")) return /\d/.test(tokens[at]) ? Number(tokens[at++]) : NaN;
      const inside = sum();
      return take(")") ? inside : NaN;
    }
    function power() {
      const base = operand() / (take("%") ? 100 : 1);
      return take("^") ? base ** signed() : base;
    }
    const signed = () => (take("-") ? -power() : take("+") ? power() : power());
    function product() {
      let value = signed();
      for (let sign; (sign = take("*", "/")); ) value = sign === "*" ? value * signed() : value / signed();
      return value;
    }
    function sum() {
      let value = product();
      for (let sign; (sign = take("+", "-")); ) value = sign === "+" ? value + product() : value - product();
      return value;
    }
    const value = sum();
    return at === tokens.length ? value : NaN;
  }

  /* The numbers of a list, as NumPy, pandas or a shape write it; [] for everything else. */
  function list(text) {
    const parts = text
      .replace(/[(),*]/g, " ")
      .trim()
      .split(/\s+/);
    return parts.every((part) => /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(part)) ? parts.map(Number) : [];
  }

  const near = (number, sought, tolerance) => Math.abs(number - sought) <= tolerance + 1e-9 * Math.abs(sought);
  const decimals = (text) => (/\.(\d*)$/.exec(text) || ["", ""])[1].length;

  /* One side of an equation against the number sought. "Partly" is the right number, rounded to fewer digits. */
  function judgeNumber(side, wanted, { tolerance, share }) {
    const sought = Number(wanted);
    const number = arithmetic(side);
    // Whoever counts in whole numbers and writes 10.000 or 10,000 means ten thousand.
    if (Number.isInteger(sought) && /^[+-]?[1-9]\d{0,2}\.000$/.test(side)) return "wrong";
    if (near(number, sought, tolerance)) return "right";
    if (!/^[+-]?[\d.]+$/.test(side) || !number) return "wrong";
    if (share && number > 1 && near(number / 100, sought, tolerance)) return "right";
    const digits = decimals(side);
    const rounded = (Math.sign(sought) * Math.round(Math.abs(sought) * 10 ** digits + 1e-9)) / 10 ** digits;
    const fewer = digits < decimals(wanted) && (digits > 0 || Math.abs(number) >= 10);
    return fewer && near(number, rounded, 0) ? "partly" : "wrong";
  }

  function judgeNumbers(given, wanted, how) {
    const [written] = readings(wanted.replace(/−/g, "-"));
    const sought = list(written);
    const text = inSymbols(given);
    if (sought.length === 1) {
      return best(
        readings(text, Number.isInteger(sought[0]) && sought[0] >= 1000).map((reading) => {
          const sides = reading
            .split("=")
            .map((side) => side.trim())
            .filter(Boolean);
          return sides.length
            ? worst(sides.map((side) => judgeNumber(side, written.replace(/[^\d.+-]/g, ""), how)))
            : "wrong";
        }),
      );
    }
    const digits = sought.every((number) => /^\d$/.test(number)) && /^\d+$/.test(text) ? [[...text].map(Number)] : [];
    const fits = (found) =>
      found.length === sought.length && found.every((number, at) => near(number, sought[at], how.tolerance));
    return [...readings(text).map(list), ...digits].some(fits) ? "right" : "wrong";
  }

  /* What stands in brackets must be right as well: "exclusive or (XOR)", but not "OR (XOR)". */
  function judgeWords(given, wanted) {
    const known = wanted.map(bare);
    const right = (text) => known.includes(bare(text)) || known.includes(bare(text.replace(/^\s*(?:the|an?)\s+/i, "")));
    const parts = [given.replace(/\([^()]*\)/g, " "), ...(given.match(/\([^()]*\)/g) || [])].filter(bare);
    return right(given) || (parts.length && parts.every(right)) ? "right" : "wrong";
  }

  /* Compare an answer with the right ones, or with a wrong one that has a hint: "right", "partly" or "wrong". */
  function compare(given, wanted, how) {
    const numbers = wanted.filter((answer) => !isWords(answer)).map((answer) => judgeNumbers(given, answer, how));
    return best([judgeWords(given, wanted.filter(isWords)), ...numbers]);
  }

  /* A wrong answer is recognised when it is rounded as the hint's: 4.667 is the 4.67 of the hint. */
  const rounding = (text) => (decimals(text) ? 0.5 * 10 ** -decimals(text) : 0);
  const hintFor = (given, { hints, share }) =>
    hints.find(([wrong]) => compare(given, [wrong], { tolerance: rounding(wrong), share }) === "right");

  /* ---------- telling ---------- */
  const ICONS = { right: "solution", partly: "exercise", wrong: "close", empty: "question" };
  const WORDS = {
    right: "Right.",
    partly: "Right so far; give more digits.",
    wrong: "Not yet.",
    empty: "No answer yet.",
  };

  /* Which help a wrong answer gets: the hint that fits it or the general one, after a second wrong answer one that
     says more as well, after a third the section, too; where there is no hint, the section at once. */
  function help(known, { hint, then }, wrongs) {
    const first = known || hint;
    const words = [first, wrongs > 1 || !first ? then : ""].filter(Boolean);
    return { words, section: wrongs > 2 || !words.length };
  }

  /* How many of a list stand right from its top. */
  function inPlace(given, wanted) {
    const differs = wanted.findIndex((name, at) => name !== given[at]);
    return differs < 0 ? wanted.length : differs;
  }

  /* ---------- putting in order ---------- */
  const BETWEEN = " | ";

  /* Give each entry of a list buttons that move it, and give the list a `value` as an input has one; `say` speaks a move. */
  function setUpOrder(list, say) {
    const entries = [...list.children].map((entry) => ({ entry, name: entry.textContent }));
    const place = (entry) => [...list.children].indexOf(entry);
    function move(entry, by, name) {
      const other = list.children[place(entry) + by];
      if (!other) return;
      if (by < 0) other.before(entry);
      else other.after(entry);
      list.dispatchEvent(new Event("input"));
      say(`${name}: place ${place(entry) + 1} of ${entries.length}`);
    }
    for (const { entry, name } of entries) {
      const arrow = (by, sign, words) => {
        const made = element("button", { type: "button", class: "button", "aria-label": `${words}: ${name}` }, sign);
        made.addEventListener("click", () => {
          move(entry, by, name);
          made.focus(); // moving an element takes the focus away
        });
        return made;
      };
      entry.replaceChildren(
        element("span", {}, name),
        element("span", { class: "moves" }, [arrow(-1, "↑", "Move up"), arrow(1, "↓", "Move down")]),
      );
    }
    Object.defineProperty(list, "value", {
      get: () => [...list.children].map((entry) => entry.firstChild.textContent).join(BETWEEN),
      set: (value) => {
        const wanted = value.split(BETWEEN).map((name) => entries.find((each) => each.name === name));
        list.append(...(wanted.every(Boolean) ? wanted : entries).map(({ entry }) => entry));
      },
    });
  }

  /* Hints and reasons come as HTML, which the build made from the words of the lesson. */
  const html = (text) => [...document.createRange().createContextualFragment(text).childNodes];

  function setUp(form) {
    const items = decode(form.dataset.answers);
    const { exercise, home } = form.dataset;
    const status = form.querySelector("[role=status]");
    const say = (words) => {
      status.textContent = words;
    };
    const rows = all(".item", form).map((row, at) => {
      const control = row.querySelector(".control");
      if (items[at].order) setUpOrder(control, say);
      return {
        ...items[at],
        number: at + 1,
        control,
        start: control.value,
        wrongs: 0,
        feedback: row.querySelector(".feedback"),
        question: (row.querySelector("label") || row.querySelector(".question")).textContent,
      };
    });

    function clear({ control, feedback }) {
      control.removeAttribute("aria-invalid");
      delete feedback.dataset.is;
      feedback.replaceChildren();
    }

    function advice(row) {
      const [, known] = (!row.order && hintFor(row.control.value, row)) || [];
      const { words, section } = help(known, row, row.wrongs);
      const told = words.flatMap((text) => [" ", ...html(text)]);
      if (row.order) {
        const right = inPlace(row.control.value.split(BETWEEN), row.right[0].split(BETWEEN));
        told.unshift(right ? `Right down to place ${right}.` : "Another one comes first.");
      }
      const link = () => [" Read again: ", element("a", { href: row.section.address }, row.section.title), "."];
      return section ? [...told, ...link()] : told;
    }

    function tell(row, is) {
      clear(row);
      if (is === "left out") return;
      if (is === "wrong" && !row.order) row.control.setAttribute("aria-invalid", "true");
      row.feedback.dataset.is = is;
      const icon = element("span", { class: `icon-${ICONS[is]}`, "aria-hidden": "true" });
      const spoken = rows.length > 1 ? [element("span", { class: "visually-hidden" }, `Answer ${row.number}: `)] : [];
      const more = is === "wrong" ? advice(row) : is === "right" && row.reason ? html(row.reason) : [];
      row.feedback.append(icon, " ", ...spoken, element("b", {}, WORDS[is]), " ", ...more);
    }

    function judge(row) {
      const given = row.control.value.trim();
      if (row.order) return given === row.right[0] ? "right" : given === row.start ? "empty" : "wrong";
      if (!given) return row.optional ? "left out" : "empty";
      const is = compare(given, row.right, row);
      return is === "partly" && hintFor(given, row) ? "wrong" : is;
    }

    /* Tell `lesson.js` what was answered. */
    function report(judged) {
      const given = rows.filter((row, at) => !["empty", "left out"].includes(judged[at]));
      const solved = judged.every((is) => is === "right" || is === "left out");
      for (const row of given) {
        const detail = {
          exercise,
          item: row.key,
          question: row.question,
          answer: row.control.value.trim(),
          right: judged[row.number - 1] === "right",
          solved: solved && row === given.at(-1),
          page: home,
        };
        document.dispatchEvent(new CustomEvent("lesson:answered", { detail }));
      }
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const judged = rows.map(judge);
      rows.forEach((row, at) => {
        const again = row.control.value === row.judged;
        row.judged = row.control.value.trim() && judged[at] !== "empty" ? row.control.value : undefined;
        if (judged[at] === "right") row.wrongs = 0;
        else if (judged[at] === "wrong" && !again) row.wrongs += 1;
        tell(row, judged[at]);
      });
      const right = judged.filter((is) => is === "right").length;
      const counted = judged.filter((is) => is !== "left out").length;
      say(rows.length > 1 && counted ? `${right} of ${counted} right` : "");
      report(judged);
    });

    function empty() {
      for (const row of rows) {
        clear(row);
        row.wrongs = 0;
        row.judged = undefined;
        row.control.value = row.start;
      }
      say("");
    }
    form.addEventListener("reset", () => {
      empty();
      forgetExercise(exercise);
    });

    /* A changed answer has not been checked. */
    for (const row of rows) {
      row.control.addEventListener("input", () => {
        clear(row);
        say("");
      });
    }

    /* Answers of the last visit are there again; forgotten on another page, they go. */
    function restore() {
      const kept = answers().items;
      for (const row of rows) {
        const item = kept[`${exercise}/${row.key}`];
        if (!item) continue;
        row.control.value = item.last;
        row.judged = row.control.value;
        row.wrongs = item.rightAfter === null ? item.tries : 0;
        tell(row, judge(row));
      }
    }
    restore();
    document.addEventListener("lesson:kept", () => {
      const { items: kept } = answers();
      const forgotten = !rows.some((row) => `${exercise}/${row.key}` in kept);
      if (forgotten && rows.some((row) => row.judged !== undefined)) empty();
    });
  }

  window.lessonSelfCheck = { compare, help, hintFor, inPlace };
  if (!window.document) return; // tests of the arithmetic have no page

  setUpEach(
    [...document.querySelectorAll("form.self-check")].map(
      (form) =>
        function setUpSelfCheck() {
          setUp(form);
        },
    ),
  );
})();
