// The surveys: collects what was filled in, and saves or copies it. Nothing is sent, and nothing is kept.
"use strict";

(function (root) {
  // Returns the answers as a list of [question, answer], in the order of the page; empty ones stay empty.
  function answers(form) {
    const found = [];
    const scales = {};
    for (const field of form.elements) {
      if (!field.name) continue;
      if (field.type === "radio") {
        if (!scales[field.name]) {
          scales[field.name] = [field.name, field.closest("fieldset").querySelector("legend").textContent.trim(), ""];
          found.push(scales[field.name]);
        }
        if (field.checked) scales[field.name][2] = field.value;
      } else {
        const words = (field.labels[0] || field).textContent.trim();
        found.push([
          field.name,
          words,
          field.type === "checkbox" ? (field.checked ? field.value : "") : field.value.trim(),
        ]);
      }
    }
    return found;
  }

  // Returns what is saved: which survey of which workshop, and the answers by their names.
  function record(form) {
    const found = { survey: form.dataset.survey, workshop: form.dataset.workshop, answers: {} };
    for (const [name, , answer] of answers(form)) found.answers[name] = answer;
    return found;
  }

  // Returns the answers as text, one question above its answer.
  function inWords(form) {
    const head = `${form.dataset.workshop}: survey ${form.dataset.survey} the workshop`;
    return [head, ...answers(form).map(([, words, answer]) => `${words}\n  ${answer || "-"}`)].join("\n\n") + "\n";
  }

  // Lets the browser save text as a file.
  function save(text, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // Copies text; where the browser forbids it, selects it for the reader to copy.
  function copy(text, form, say) {
    const shown = document.createElement("textarea");
    shown.value = text;
    shown.rows = 12;
    shown.readOnly = true;
    shown.setAttribute("aria-label", "Your answers as text");
    form.after(shown);
    shown.select();
    const copied = document.execCommand("copy");
    if (copied) shown.remove();
    say(copied ? "Copied. Paste your answers where you send them." : "Select the text below, and copy it.");
  }

  function setUp(form) {
    const status = form.querySelector("[role=status]");
    const say = (words) => (status.textContent = words);
    const does = {
      save: () => {
        const name = `survey-${form.dataset.survey}-${new Date().toISOString().slice(0, 10)}.json`;
        save(JSON.stringify(record(form), null, 2) + "\n", name);
        say(`Saved as ${name}, where your browser keeps downloads.`);
      },
      copy: () => copy(inWords(form), form, say),
      print: () => root.print(),
    };
    form.querySelector(".actions").hidden = false;
    form.querySelector(".no-scripts").hidden = true;
    for (const button of form.querySelectorAll("[data-does]"))
      button.addEventListener("click", does[button.dataset.does]);
    form.addEventListener("reset", () => say("All answers are empty again."));
    // Enter would send the form, and there is nobody to send it to.
    form.addEventListener("submit", (event) => event.preventDefault());
    // The browser asks before it throws answers away.
    let changed = false;
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("reset", () => (changed = false));
    form.addEventListener("click", (event) => {
      if (event.target.dataset.does) changed = false;
    });
    root.addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }

  document.querySelectorAll("form[data-survey]").forEach(setUp);
})(window);
