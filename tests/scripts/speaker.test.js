/* The plan of the speaker's window: two parts of 50 and 60 minutes that begin at minutes 10 and 75 of the day. */
const assert = require("node:assert/strict");
const test = require("node:test");
const { due, inWords, minutesOf, nextEnd } = require("./load")("speaker").lessonPlan;

const SESSIONS = [
  [10, 50],
  [75, 60],
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
