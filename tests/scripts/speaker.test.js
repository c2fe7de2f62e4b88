/* The plan of the speaker's window: two parts of 50 and 60 minutes that begin at minutes 10 and 75 of the day. On the
   page they are as long; or, as the schedule rounds, 40 and 66 minutes. */
const assert = require("node:assert/strict");
const test = require("node:test");
const { due, inWords, minutesOf, nextEnd } = require("./load")("speaker").lessonPlan;

const SESSIONS = [
  [10, 50, 50],
  [75, 60, 60],
];
const ROUNDED = [
  [10, 50, 40],
  [75, 60, 66],
];

for (const [minute, isPause, at] of [
  [0, false, 10],
  [49, false, 59],
  [50, false, 75],
  [50, true, 60],
  [51, true, 76],
  [80, false, 105],
  [110, false, 135],
  [115, false, 140],
]) {
  test(`minute ${minute}${isPause ? ", a pause," : ""} is due at ${at}`, () =>
    assert.equal(due(SESSIONS, minute, isPause), at));
}

for (const [minute, at, isLast] of [
  [0, 60, false],
  [49.9, 60, false],
  [50, 135, true],
  [200, 135, true],
]) {
  test(`the part with minute ${minute} ends at ${at}`, () => {
    const end = nextEnd(SESSIONS, minute);
    assert.deepEqual([end.at, end.isLast], [at, isLast]);
  });
}

for (const [minute, isPause, at] of [
  [0, false, 10],
  [20, false, 35],
  [40, true, 60],
  [40, false, 75],
  [73, false, 105],
  [106, false, 135],
]) {
  test(`rounded, minute ${minute}${isPause ? ", a pause," : ""} is due at ${at}`, () =>
    assert.equal(due(ROUNDED, minute, isPause), at));
}

test("rounded, the first part ends when the schedule says", () => assert.equal(nextEnd(ROUNDED, 39).at, 60));

for (const [late, words] of [
  [0, "on time"],
  [1.4, "on time"],
  [-1.4, "on time"],
  [1.6, "2 min late"],
  [12, "12 min late"],
  [-5.2, "5 min early"],
]) {
  test(`${late} minutes are "${words}"`, () => assert.equal(inWords(late), words));
}

test("a clock in minutes", () => assert.equal(minutesOf("10:35"), 635));
