/* Comfort for readers with scripts; every page reads well without.
   One classic script: modules and fetch fail when the site is opened from a folder. */
(function () {
  "use strict";
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  /* Storage may be forbidden (private windows, file://); then choices last as long as the page. */
  function remember(key, value) {
    try { localStorage.setItem("lesson-" + key, value); } catch (error) { /* as said above */ }
  }

  function button(label, icon, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.innerHTML = `<span class="icon-${icon}" aria-hidden="true"></span><span class="label">${label}</span>`;
    made.addEventListener("click", action);
    return made;
  }

  /* ---------- theme ---------- */
  function setUpTheme() {
    const toggle = document.getElementById("theme");
    toggle.hidden = false;
    const name = () => toggle.setAttribute("aria-label", root.dataset.theme === "dark" ? "Use the light theme" : "Use the dark theme");
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
      const copy = button("", "copy", async () => {
        await navigator.clipboard.writeText(code.textContent.trimEnd());
        copy.querySelector(".label").textContent = "Copied";
        setTimeout(() => { copy.querySelector(".label").textContent = ""; }, 2000);
      });
      copy.classList.add("copy");
      copy.setAttribute("aria-label", "Copy the code");
      copy.querySelector(".label").setAttribute("role", "status");
      if (navigator.clipboard) input.prepend(copy);
    }
    /* What scrolls sideways must be reachable by keyboard, and only that. */
    const scrolling = () => {
      for (const box of all("pre, .formula, .text_html, .table-wrapper")) {
        if (box.scrollWidth > box.clientWidth + 1) {
          box.tabIndex = 0;
          box.setAttribute("role", "group");
          box.setAttribute("aria-label", box.closest(".cell_output") ? "Output" : box.matches("pre") ? "Code" : box.matches(".formula") ? "Formula" : "Table");
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
    if (!target) return;
    for (let details = target.closest("details"); details; details = details.parentElement.closest("details")) details.open = true;
    target.scrollIntoView();
  }

  /* Printing shows solutions in browsers that cannot open them by style sheet. */
  function setUpPrinting() {
    let opened = [];
    addEventListener("beforeprint", () => { opened = all("details.solution:not([open])"); opened.forEach((details) => { details.open = true; }); });
    addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
  }

  /* ---------- where you are ---------- */
  function setUpSections() {
    const links = new Map(all(".sections a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const headings = all(".text section[id]").filter((section) => links.has(section.id));
    if (!headings.length) return;
    const mark = () => {
      let current = headings[0];
      for (const heading of headings) if (heading.getBoundingClientRect().top < 120) current = heading;
      for (const [id, link] of links) {
        if (id === current.id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      }
    };
    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; mark(); });
    }, { passive: true });
    mark();
  }

  setUpTheme();
  setUpCode();
  setUpPrinting();
  setUpSections();
  openTarget();
  addEventListener("hashchange", openTarget);
})();
