/* Code checks: an editor in an exercise, and Python that runs what it holds.
   Python comes as one script with the first run, and works in a worker made from its text, so it needs no network and no server.
   Nothing is sent, nothing is stored. */
(function () {
  "use strict";
  const INDENT = "    ";

  /* ---------- editing: pure functions of a text and a selection ---------- */
  const lineStart = (text, at) => text.lastIndexOf("\n", at - 1) + 1;

  /* What replaces which part of the text when lines are moved in or out, and what is selected then. */
  function indented(text, start, end, out) {
    if (start === end && !out) {
      const width = INDENT.length - ((start - lineStart(text, start)) % INDENT.length);
      return { from: start, to: end, by: " ".repeat(width), start: start + width, end: start + width };
    }
    const from = lineStart(text, start);
    const to = Math.max(end, start);
    const lines = text.slice(from, to).split("\n");
    const moved = lines.map((line) => (out ? line.replace(/^ {1,4}/, "") : INDENT + line));
    /* The line with the start of the selection is cut at the caret, so look at its blanks as a whole. */
    const by = moved.join("\n");
    const first = moved[0].length - lines[0].length;
    return { from, to, by, start: Math.max(from, start + first), end: from + by.length };
  }

  /* A new line begins where the one before it began, and further in behind a colon. */
  function newLine(text, at) {
    const line = text.slice(lineStart(text, at), at);
    const blanks = /^ */.exec(line)[0];
    return "\n" + blanks + (/:\s*(#.*)?$/.test(line) ? INDENT : "");
  }

  /* Rather once too often than not at all: what stands in a text costs a moment. */
  const importsNumPy = (code) => /\b(import|from)\s[^\n#]*\bnumpy\b/.test(code);

  window.lessonEditing = { indented, newLine, importsNumPy };
  if (!window.document) return; // tests of the editing have no page

  const { element, load } = window.lesson;
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const decode = (text) => JSON.parse(new TextDecoder().decode(bytes(text)));
  const html = (text) => [...document.createRange().createContextualFragment(text).childNodes];

  /* ---------- Python ---------- */
  function unpacked(text) {
    return new Response(new Blob([bytes(text)]).stream().pipeThrough(new DecompressionStream("gzip"))).blob();
  }

  /* Ask for something once for the page, and again only after it has failed. */
  function once(ask) {
    let asked;
    return (address) =>
      (asked ||= ask(address).catch((error) => {
        asked = undefined;
        throw error;
      }));
  }

  /* The parts of the worker; one that was stopped is replaced from them. */
  const partsFrom = once(async (address) => {
    await load(address);
    const { code, files, worker, judge } = window.lessonPython;
    const blobs = {};
    for (const [name, text] of Object.entries(files)) blobs[name] = await unpacked(text);
    const scripts = code.flatMap((name) => [blobs[name], "\n"]);
    /* Pyodide takes a worker that can import scripts for one that it does not know. */
    const text = new Blob(["self.importScripts = undefined;\n", ...scripts, worker], { type: "text/javascript" });
    const data = Object.fromEntries(Object.entries(blobs).filter(([name]) => !code.includes(name)));
    window.lessonPython = undefined; // the packed text is large
    return { address: URL.createObjectURL(text), start: { files: data, judge } };
  });

  let python; // the worker, once it is ready, as a promise
  function begin(address) {
    python ||= partsFrom(address).then(
      ({ address, start }) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(address);
          worker.onmessage = ({ data }) => (data.ready ? resolve(worker) : reject(new Error(data.failed)));
          worker.onerror = (event) => reject(new Error(event.message || "the worker does not start"));
          worker.postMessage(start);
        }),
    );
    return python;
  }

  /* NumPy comes as a script of its own, once some code imports it. */
  const numpyFrom = once(async (address) => {
    await load(address);
    const { name, content } = window.lessonNumpy;
    window.lessonNumpy = undefined;
    return { name, content: new Blob([bytes(content)]) };
  });

  function end() {
    python?.then((worker) => worker.terminate()).catch(() => {});
    python = undefined;
  }

  /* Who has no pointer scrolls a long output with the keys, so it can have the focus. */
  function reach(box) {
    const long = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    const how = { tabindex: "0", role: "group", "aria-label": "Output of your code" };
    for (const [name, value] of Object.entries(how)) {
      if (long) box.setAttribute(name, value);
      else box.removeAttribute(name);
    }
  }

  /* ---------- one editor ---------- */
  let stopOther = () => {}; // what runs now, in whichever editor

  function setUp(box) {
    const check = decode(box.dataset.check);
    const find = (selector) => box.querySelector(selector);
    const [field, lines, status, printed, feedback] = [
      "textarea",
      ".lines",
      "[role=status]",
      ".printed",
      ".feedback",
    ].map(find);
    const [run, stop, reset] = [".run", ".stop", ".reset"].map(find);
    const absolute = (link) => new URL(link, document.baseURI).href;
    const address = absolute(box.dataset.python);
    let leaving = false; // after Esc, Tab leaves the editor
    let running = 0; // counts runs; the answer to one that was stopped is not heard

    function count() {
      const number = field.value.split("\n").length;
      field.rows = number;
      lines.textContent = Array.from({ length: number }, (_, at) => at + 1).join("\n");
    }

    /* As if typed, so that it can be undone. */
    function replace(from, to, by) {
      field.focus();
      field.setSelectionRange(from, to);
      if (!document.execCommand(by ? "insertText" : "delete", false, by)) field.setRangeText(by, from, to, "end");
      count();
    }

    function clear() {
      printed.hidden = feedback.hidden = true;
      printed.textContent = "";
      feedback.replaceChildren();
      delete feedback.dataset.is;
    }

    function print(text) {
      printed.hidden = false;
      printed.textContent += text;
    }

    function tell(is, ...words) {
      const icons = { right: "solution", wrong: "close", error: "close" };
      const heads = { right: "Right.", wrong: "Not yet.", error: "Python stops here." };
      feedback.hidden = false;
      feedback.dataset.is = is === "error" ? "wrong" : is;
      const icon = element("span", { class: `icon-${icons[is]}`, "aria-hidden": "true" });
      feedback.append(icon, " ", element("b", {}, heads[is]), " ", ...words);
    }

    function advice({ hint }) {
      if (hint !== null) return [" ", ...html(check.words[hint])];
      if (check.hint) return [" ", ...html(check.hint)];
      return [" Read again: ", element("a", { href: check.section.address }, check.section.title), "."];
    }

    /* Tell `lesson.js`, which counts tries and keeps no code. */
    function report(right) {
      const item = box.dataset.item;
      const exercise = box.closest(".exercise").id;
      const detail = { exercise, item, question: `In Python: ${item}`, answer: "", right, solved: false };
      document.dispatchEvent(new CustomEvent("lesson:answered", { detail }));
    }

    function answer({ is, words, hint }) {
      if (is !== "error") report(is === "right");
      if (is === "error") {
        print(`${printed.textContent && !printed.textContent.endsWith("\n") ? "\n" : ""}${words}\n`);
        tell(is);
      } else tell(is, words, ...(is === "wrong" ? advice({ hint }) : []));
    }

    function done(words) {
      running += 1;
      run.disabled = false;
      stop.disabled = true;
      reach(printed);
      box.removeAttribute("aria-busy");
      status.textContent = words;
      stopOther = () => {};
    }

    function halt() {
      const focused = document.activeElement === stop;
      end();
      done("Stopped.");
      if (focused) run.focus();
      begin(address).catch(() => {}); // so that the next run need not wait
    }

    async function start() {
      stopOther();
      clear();
      const mine = (running += 1);
      const focused = document.activeElement === run;
      stop.disabled = false;
      if (focused) stop.focus();
      run.disabled = true;
      box.setAttribute("aria-busy", "true");
      stopOther = halt;
      status.textContent = python ? "Running." : "Starting Python. The first time takes some seconds.";
      try {
        const worker = await begin(address);
        const needed = box.dataset.numpy && importsNumPy(field.value);
        const numpy = needed ? await numpyFrom(absolute(box.dataset.numpy)) : undefined;
        if (mine !== running) return;
        status.textContent = "Running.";
        const told = await new Promise((resolve, reject) => {
          worker.onmessage = ({ data }) => {
            if (data.printed) print(data.printed);
            else if (data.told) resolve(data.told);
            else reject(new Error(data.failed));
          };
          worker.onerror = (event) => reject(new Error(event.message));
          worker.postMessage({ code: field.value, check, numpy });
        });
        if (mine !== running) return;
        const back = document.activeElement === stop;
        answer(told);
        done("");
        if (back) run.focus();
      } catch (error) {
        if (mine !== running) return;
        end();
        done(
          `Python has stopped (${error.message || "its script could not be loaded"}). Run the code again to start it anew.`,
        );
      }
    }

    field.addEventListener("input", count);
    field.addEventListener("blur", () => (leaving = false));
    field.addEventListener("keydown", (event) => {
      const { key, selectionStart = field.selectionStart, selectionEnd = field.selectionEnd } = event;
      if (event.isComposing) return;
      if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        if (!run.disabled) start();
      } else if (key === "Escape") {
        leaving = true;
        status.textContent = "Tab leaves the editor now.";
      } else if (key === "Tab" && !leaving && !event.ctrlKey && !event.altKey) {
        event.preventDefault();
        const { from, to, by, start, end } = indented(field.value, selectionStart, selectionEnd, event.shiftKey);
        replace(from, to, by);
        field.setSelectionRange(start, end);
      } else if (key === "Enter") {
        event.preventDefault();
        replace(selectionStart, selectionEnd, newLine(field.value, selectionStart));
      } else if (key !== "Tab" && key !== "Shift") leaving = false;
    });
    run.addEventListener("click", start);
    stop.addEventListener("click", halt);
    reset.addEventListener("click", () => {
      if (run.disabled) halt();
      clear();
      status.textContent = "";
      replace(0, field.value.length, field.defaultValue);
      field.setSelectionRange(0, 0);
    });
    run.disabled = reset.disabled = false;
    count();
  }

  window.lessonCodeCheck = setUp;
})();
