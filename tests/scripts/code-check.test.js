/* The editor of code: what Tab and Enter do to a text. `|` is the caret, `[` and `]` are the ends of a selection. */
const assert = require("node:assert/strict");
const test = require("node:test");
const { lessonEditing } = require("./load")("code-check");

function tab(marked, out) {
  const start = marked.search(/[|[]/);
  const end = Math.max(start, marked.replace("[", "").indexOf("]"));
  const text = marked.replace(/[|[\]]/g, "");
  const found = lessonEditing.indented(text, start, end, out);
  const after = text.slice(0, found.from) + found.by + text.slice(found.to);
  const mark = (at, sign, rest) => rest.slice(0, at) + sign + rest.slice(at);
  return found.start === found.end
    ? mark(found.start, "|", after)
    : mark(found.start, "[", mark(found.end, "]", after));
}

const TABS = [
  ["|x = 1", "    |x = 1"],
  ["  |x", "    |x"], // to the next stop
  ["a\nb|", "a\nb   |"],
  ["[a\nb]", "    [a\n    b]"],
  ["a\nb[c\nd]e", "a\n    b[c\n    d]e"],
];
const BACK = [
  ["    |x", "|x"],
  ["  x|", "x|"],
  ["x|", "x|"],
  ["a\n    [b\n        c]", "a\n[b\n    c]"],
];
for (const [before, after] of TABS)
  test(`Tab in ${JSON.stringify(before)}`, () => assert.equal(tab(before, false), after));
for (const [before, after] of BACK)
  test(`Shift+Tab in ${JSON.stringify(before)}`, () => assert.equal(tab(before, true), after));

const IMPORTS = {
  "import numpy": true,
  "import numpy as np": true,
  "import math, numpy.linalg": true,
  "from numpy import dot": true,
  "x = 1; import numpy": true,
  "    import numpy": true,
  "# import numpy": true, // costs a moment, and nothing else
  "numpy = 1": false,
  "import numpyro": false,
  "import math  # not numpy": false,
  "important = numpy": false,
};
for (const [code, wanted] of Object.entries(IMPORTS))
  test(`NumPy ${wanted ? "comes" : "does not come"} with ${code}`, () =>
    assert.equal(lessonEditing.importsNumPy(`a = 1\n${code}\nb = 2`), wanted));

const LINES = [
  ["x = 1|", "\n"],
  ["    x = 1|", "\n    "],
  ["for x in y:|", "\n    "],
  ["    if x:  # why|", "\n        "],
  ["a = {1:|2}", "\n    "],
  ["    a|b", "\n    "],
];
for (const [before, by] of LINES)
  test(`Enter in ${JSON.stringify(before)}`, () =>
    assert.equal(lessonEditing.newLine(before.replace("|", ""), before.indexOf("|")), by));
