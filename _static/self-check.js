/* Self-checks: compare what a reader answers with what the lesson declares.
   Everything happens in this page: nothing is sent, nothing is stored.
   The answers come encoded, so that nobody reads them by accident; they are no secret. */
(function () {
  "use strict";
  const { element, setUpEach } = window.lesson;

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

  /* Hints and reasons come as HTML, which the build made from the words of the lesson. */
  const html = (text) => [...document.createRange().createContextualFragment(text).childNodes];

  function setUp(form) {
    const items = decode(form.dataset.answers);
    const status = form.querySelector("[role=status]");
    const rows = [...form.querySelectorAll(".item")].map((row, at) => ({
      ...items[at],
      number: at + 1,
      control: row.querySelector("input, select"),
      feedback: row.querySelector(".feedback"),
    }));

    function clear({ control, feedback }) {
      control.removeAttribute("aria-invalid");
      delete feedback.dataset.is;
      feedback.replaceChildren();
    }

    function advice(row) {
      const known = hintFor(row.control.value, row);
      if (known || row.hint) return html(known ? known[1] : row.hint);
      return ["Read again: ", element("a", { href: row.section.address }, row.section.title), "."];
    }

    function tell(row, is) {
      clear(row);
      if (is === "left out") return;
      if (is === "wrong") row.control.setAttribute("aria-invalid", "true");
      row.feedback.dataset.is = is;
      const icon = element("span", { class: `icon-${ICONS[is]}`, "aria-hidden": "true" });
      const spoken = rows.length > 1 ? [element("span", { class: "visually-hidden" }, `Answer ${row.number}: `)] : [];
      const more = is === "wrong" ? advice(row) : is === "right" && row.reason ? html(row.reason) : [];
      row.feedback.append(icon, " ", ...spoken, element("b", {}, WORDS[is]), " ", ...more);
    }

    function judge(row) {
      const given = row.control.value.trim();
      if (!given) return row.optional ? "left out" : "empty";
      const is = compare(given, row.right, row);
      return is === "partly" && hintFor(given, row) ? "wrong" : is;
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const judged = rows.map(judge);
      rows.forEach((row, at) => tell(row, judged[at]));
      const right = judged.filter((is) => is === "right").length;
      const counted = judged.filter((is) => is !== "left out").length;
      status.textContent = rows.length > 1 && counted ? `${right} of ${counted} right` : "";
    });
    form.addEventListener("reset", () => {
      rows.forEach(clear);
      status.textContent = "";
    });
    /* A changed answer has not been checked. */
    for (const row of rows) {
      row.control.addEventListener("input", () => {
        clear(row);
        status.textContent = "";
      });
    }
  }

  window.lessonSelfCheck = { compare, hintFor };
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
