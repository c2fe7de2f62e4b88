/* What the search says. Sphinx finds and ranks the pages (searchtools.js); here each page stands once,
   with the section it leads to and an excerpt. Those are read from the page itself,
   which a browser allows over http only; from a folder, the list has what Sphinx's index knows. */
(function () {
  "use strict";
  const { element } = window.lesson;
  const stemmer = new Stemmer();
  const ignored = new Set(stopwords); // a list up to Sphinx 8, a set since Sphinx 9
  /* Answers are not given away, and what stands on the page only for others is not shown. */
  const LEFT_OUT =
    ".solution, .self-check, .instructor, .break, .headerlink, .visually-hidden, .box-head, script, style";
  const BLOCKS = "p, li, dd, figcaption, caption, td, th, pre, h1, h2, h3, h4";
  const AROUND = 90; // characters of an excerpt before the first word that was found

  const stem = (word) => stemmer.stemWord(word.toLowerCase());

  /* The menu lists every page with its number, which Sphinx 9 leaves out of its index. */
  const titleOf = (address) => document.querySelector(`#menu a[href="${address}"]`).textContent.trim();

  /* Sphinx leaves whole numbers out of a query; they are words of this lesson. */
  function parse(query) {
    const sought = splitQuery(query.trim())
      .map((word) => word.toLowerCase())
      .filter((word) => !ignored.has(word));
    return [query, new Set(sought.map(stem)), new Set(), new Set(sought), new Set(sought)];
  }

  /* Sphinx's results hold several places of a page; the best ranked one stands for it. They come worst first. */
  function pages(results) {
    const best = new Map();
    for (const [name, title, anchor] of [...results].reverse()) {
      const known = best.get(name);
      if (!known) best.set(name, { name, title, anchor });
      else if (!known.anchor && anchor) Object.assign(known, { title, anchor });
    }
    return [...best.values()];
  }

  /* Whether a word of a text is one of those sought, or begins with one; 0.01 is not the beginning of 0.019. */
  const hits = (word, sought) =>
    sought.some((one) => stem(word) === one || (/^\p{L}{3}/u.test(one) && stem(word).startsWith(one)));

  /* How well a text fits: the words in it, and as many again where they stand together as they were typed. */
  function fit(text, { query, sought }) {
    const found = splitQuery(text)
      .filter((word) => hits(word, sought))
      .map(stem);
    const together = text.replace(/\s+/g, " ").toLowerCase().includes(query);
    return sought.filter((one) => found.some((word) => word.startsWith(one))).length + (together ? sought.length : 0);
  }

  /* The section of a page, or the term of the glossary, that fits best; its heading counts twice, and prose more than code. */
  function bestPlace(main, wanted) {
    let best = { score: 0 };
    for (const place of main.querySelectorAll("section[id], dt[id]")) {
      const heading = place.matches("dt") ? place : place.querySelector(":scope > :is(h1, h2, h3, h4)");
      const inside = place.matches("dt")
        ? [place, place.nextElementSibling]
        : [...place.children].filter((child) => !child.matches("section, dl.glossary"));
      const texts = inside
        .flatMap((child) => (child.matches(BLOCKS) ? [child] : [...child.querySelectorAll(BLOCKS)]))
        .filter((text) => text !== heading);
      const title = heading ? heading.textContent.trim() : "";
      const score = fit(title, wanted) * 2 + fit(inside.map((child) => child.textContent).join(" "), wanted);
      if (score <= best.score) continue;
      const scored = texts.map((text) => [
        fit(text.textContent, wanted) - (text.matches("pre, td, th") ? 0.5 : 0),
        text.textContent,
      ]);
      best = {
        score,
        id: place.id,
        title,
        excerpt: scored.reduce((most, one) => (one[0] > most[0] ? one : most), [-1, ""])[1],
      };
    }
    return best;
  }

  /* A text cut around the first word that was found, with all of them marked. */
  function marked(text, { query, sought }) {
    const plain = text.replace(/\s+/g, " ").trim();
    const hit = (word) => hits(word, sought);
    const together = plain.toLowerCase().indexOf(query);
    const at = together >= 0 ? together : plain.indexOf(splitQuery(plain).find(hit));
    const from = at > AROUND ? plain.indexOf(" ", at - AROUND) + 1 : 0;
    const to = plain.length > from + 3 * AROUND ? plain.lastIndexOf(" ", from + 3 * AROUND) : plain.length;
    const parts = [];
    let rest = plain.slice(from, to);
    for (const word of splitQuery(rest).filter(hit)) {
      const place = rest.indexOf(word);
      parts.push(rest.slice(0, place), element("mark", {}, word));
      rest = rest.slice(place + word.length);
    }
    return element("p", { class: "excerpt" }, [from ? "… " : "", ...parts, rest, to < plain.length ? " …" : ""]);
  }

  async function addPlace(item, link, address, pageTitle, wanted) {
    const answer = await fetch(address);
    const main = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".text");
    main.querySelectorAll(LEFT_OUT).forEach((node) => node.remove());
    const { id, title, excerpt } = bestPlace(main, wanted);
    if (!id) return;
    link.href = `${address}#${id}`;
    link.textContent = title && title !== pageTitle ? `${pageTitle} › ${title}` : pageTitle;
    if (excerpt) item.append(marked(excerpt, wanted));
  }

  Search._parseQuery = parse;
  Search.query = (query) => {
    const parsed = parse(query);
    const wanted = { query: query.trim().toLowerCase(), sought: [...parsed[1]] };
    const found = pages(Search._performSearch(...parsed));
    Search.stopPulse();
    Search.title.textContent = "Results";
    Search.status.setAttribute("role", "status");
    Search.status.textContent = found.length
      ? `${found.length} page${found.length > 1 ? "s" : ""} of this lesson found for “${query}”, the best first.`
      : `No page of this lesson has all words of “${query}”. Try fewer words, another spelling, or the glossary.`;
    Search.output.className = "results";
    for (const { name, title, anchor } of found) {
      const address = `${name}.html`;
      const pageTitle = titleOf(address);
      const indexed = Search._index.titles[Search._index.docnames.indexOf(name)];
      const link = element(
        "a",
        { href: address + anchor },
        title.replace(indexed, () => pageTitle).replace(" > ", " › "),
      );
      const item = element("li", {}, link);
      Search.output.append(item);
      if (location.protocol !== "file:")
        addPlace(item, link, address, pageTitle, wanted).catch(() => {
          /* the link leads to the page */
        });
    }
  };
})();
