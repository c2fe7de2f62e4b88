/* Clocks, and features that fail. */
const assert = require("node:assert/strict");
const test = require("node:test");
const page = require("./load")();
const { countdown, setUpEach, timeOfDay } = page.lesson;

for (const [start, offset, time] of [
  ["09:00", 0, "09:00"],
  ["09:00", 65, "10:05"],
  ["08:45", 15, "09:00"],
  ["22:30", 89, "23:59"],
  ["22:30", 90, "00:00"],
  ["23:59", 61, "01:00"],
  ["20:00", 1500, "21:00"],
]) {
  test(`${offset} minutes after ${start} it is ${time}`, () => assert.equal(timeOfDay(start, offset), time));
}

for (const [left, shown] of [
  [300, "05:00"],
  [299.9, "05:00"],
  [299, "04:59"],
  [60.1, "01:01"],
  [9, "00:09"],
  [0.2, "00:01"],
  [0, "00:00"],
  [-3, "00:00"],
  [5400, "90:00"],
]) {
  test(`${left} seconds left are shown as ${shown}`, () => assert.equal(countdown(left), shown));
}

test("a feature that fails is named, and stops no other", () => {
  const done = [];
  setUpEach([
    () => done.push("first"),
    function setUpBroken() {
      throw new Error("no button");
    },
    () => done.push("last"),
  ]);
  assert.deepEqual(done, ["first", "last"]);
  assert.equal(page.errors.length, 1);
  assert.match(page.errors[0], /setUpBroken.*no button/);
});
