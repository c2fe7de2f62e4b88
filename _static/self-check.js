/* Self-checks: compare what a reader answers with what the lesson declares.
   Everything happens in this page: nothing is sent, nothing is stored.
   The answers come encoded, so that nobody reads them by accident; they are no secret. */
(function () {
  "use strict";

  const decode = (text) => JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))));

  /* ---------- comparing ---------- */
  const bare = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const isWords = (text) => /\p{L}/u.test(text);

  function numbers(text) {
    return (text.match(/-?(?:\d+\.?\d*|\.\d+)(?:\s*%)?/g) || []).map((found) => parseFloat(found) / (found.endsWith("%") ? 100 : 1));
  }

  /* A comma may stand in 12,288 or in 1,25 or in 0,1,1,0: any reading counts. So do 7/12 and 58 %. */
  function readings(text) {
    const plain = text.normalize("NFKC").replace(/[−–]/g, "-");
    return [
      plain.replace(/(\d),(?=\d{3}(?!\d))/g, "$1"),
      plain.replace(/(\d)[ '’](?=\d{3}(?!\d))/g, "$1"),
      plain.replace(/,(?=\d)/g, "."),
      plain.replace(/,/g, " "),
      plain.replace(/(\d+)\s*\/\s*(\d+)/g, (_, above, below) => above / below),
    ].map(numbers);
  }

  function reads(given, wanted, tolerance) {
    if (isWords(wanted)) return bare(given) === bare(wanted);
    const [sought] = readings(wanted);
    const near = (number, at) => Math.abs(number - sought[at]) <= tolerance + 1e-9 * Math.abs(sought[at]);
    return readings(given).some((list) => list.length === sought.length && list.every(near));
  }

  /* A wrong answer is recognised when it is rounded as the hint's: 4.667 is the 4.67 of the hint. */
  function rounded(text) {
    const digits = /\.(\d+)/.exec(text);
    return digits ? 0.5 * 10 ** -digits[1].length : 0;
  }

  /* ---------- telling ---------- */
  const ICONS = { right: "solution", wrong: "close", empty: "question" };
  const WORDS = { right: "Right.", wrong: "Not yet.", empty: "No answer yet." };

  function element(name, className, ...content) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...content);
    return made;
  }

  function setUp(form) {
    const { items, section } = decode(form.dataset.answers);
    const status = form.querySelector("[role=status]");
    const rows = [...form.querySelectorAll(".item")].map((row, at) => ({
      ...items[at], number: at + 1, control: row.querySelector("input, select"), feedback: row.querySelector(".feedback"),
    }));

    function clear({ control, feedback }) {
      control.removeAttribute("aria-invalid");
      delete feedback.dataset.is;
      feedback.replaceChildren();
    }

    function advice({ control, hints, hint }) {
      const known = hints.find(([wrong]) => reads(control.value, wrong, rounded(wrong)));
      if (known || hint) return [known ? known[1] : hint];
      const link = element("a", "", section.title);
      link.href = section.address;
      return ["Read again: ", link, "."];
    }

    function tell(row, is) {
      clear(row);
      if (is === "wrong") row.control.setAttribute("aria-invalid", "true");
      row.feedback.dataset.is = is;
      const icon = element("span", `icon-${ICONS[is]}`);
      icon.setAttribute("aria-hidden", "true");
      const spoken = rows.length > 1 ? [element("span", "visually-hidden", `Answer ${row.number}: `)] : [];
      row.feedback.append(icon, " ", ...spoken, element("b", "", WORDS[is]), ...(is === "wrong" ? [" ", ...advice(row)] : []));
    }

    function judge({ control, right, tolerance }) {
      const given = control.value.trim();
      if (!given) return "empty";
      return right.some((answer) => reads(given, answer, tolerance)) ? "right" : "wrong";
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const judged = rows.map(judge);
      rows.forEach((row, at) => tell(row, judged[at]));
      const count = judged.filter((is) => is === "right").length;
      status.textContent = rows.length > 1 ? `${count} of ${rows.length} right` : "";
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

  document.querySelectorAll("form.self-check").forEach(setUp);
})();
