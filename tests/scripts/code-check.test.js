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
