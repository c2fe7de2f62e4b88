/* Timers of exercises: what is left, and what they say. */
const assert = require("node:assert/strict");
const test = require("node:test");
const { extend, isOver, isRunning, left, pause, remark, run } = require("./load")("timers").lessonTimers;

const NOW = 1_000_000;
const fresh = { whole: 300, left: 300, ends: 0 };

for (const [before, left, said] of [
  [300, 299.75, ""],
  [60.25, 60, "One minute left"],
  [61, 12, "One minute left"],
  [60, 59.75, ""],
  [0.2, 0, "Time is up"],
  [90, 0, "Time is up"],
]) {
  test(`a timer that falls from ${before} to ${left} seconds says "${said}"`, () =>
    assert.equal(remark(before, left), said));
}

test("a timer that nobody has started keeps its time", () => {
  assert.equal(left(fresh, NOW), 300);
  assert.equal(isRunning(fresh, NOW), false);
});

test("a running timer falls by a second in a second, and stops at nothing", () => {
  const timer = run(fresh, NOW);
  assert.equal(left(timer, NOW + 1000), 299);
  assert.equal(isRunning(timer, NOW + 299_000), true);
  assert.equal(left(timer, NOW + 400_000), 0);
  assert.equal(isOver(timer, NOW + 300_000), true);
  assert.equal(isRunning(timer, NOW + 300_000), false);
});

test("a pause takes no time", () => {
  const paused = pause(run(fresh, NOW), NOW + 60_000);
  assert.equal(left(paused, NOW + 600_000), 240);
  assert.equal(left(run(paused, NOW + 600_000), NOW + 601_000), 239);
});

test("a timer that is over starts again with its whole time", () => {
  const again = run(run(fresh, NOW), NOW + 301_000);
  assert.equal(left(again, NOW + 301_000), 300);
});

test("a minute more, while it runs, while it pauses, and when it is over", () => {
  assert.equal(left(extend(run(fresh, NOW), 60, NOW + 10_000), NOW + 10_000), 350);
  assert.equal(left(extend(fresh, 60, NOW), NOW), 360);
  const late = extend(run(fresh, NOW), 60, NOW + 900_000);
  assert.equal(left(late, NOW + 900_000), 60);
  assert.equal(isRunning(late, NOW + 900_000), true);
});
