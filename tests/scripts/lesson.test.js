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

const { noted, without } = page.lesson;
const plain = (value) => JSON.parse(JSON.stringify(value)); // what another realm made, as here
const NOTHING = { items: {}, solved: {}, exercises: {} };
const given = (answer, right = false, more = {}) => ({
  exercise: "intro-ex-network",
  item: "1",
  question: "Output",
  answer,
  right,
  solved: false,
  page: "episodes/01-introduction",
  exercises: 7,
  ...more,
});
const after = (...details) => plain(details.reduce(noted, NOTHING));

test("an answer counts as a try when it is another one, until it is right", () => {
  const kept = after(given("0.25"), given("0.25"), given("2"), given("1.25", true), given("7"), given("1.25", true));
  assert.deepEqual(kept.items, {
    "intro-ex-network/1": { question: "Output", tries: 3, first: "0.25", last: "1.25", rightAfter: 3 },
  });
  assert.equal(after(given("0.25")).items["intro-ex-network/1"].rightAfter, null);
  assert.equal(after(given("1.25", true)).items["intro-ex-network/1"].rightAfter, 1);
});

test("code is not kept, and each run of it is a try", () => {
  const code = (right) => given("", right, { item: "code" });
  const item = after(code(false), code(false), code(true)).items["intro-ex-network/code"];
  assert.deepEqual([item.tries, item.first, item.rightAfter], [3, "", 3]);
});

test("a long answer is cut", () => {
  assert.equal(after(given("1".repeat(5000))).items["intro-ex-network/1"].first.length, 500);
});

test("a solved exercise is known with its page, and stays solved", () => {
  const kept = after(given("1.25", true, { solved: true }), given("0"));
  assert.deepEqual(kept.solved, { "intro-ex-network": "episodes/01-introduction" });
  assert.deepEqual(kept.exercises, { "episodes/01-introduction": 7 });
});

test("one exercise is forgotten, and no other whose name begins alike", () => {
  const other = { exercise: "intro-ex-net", solved: true };
  const kept = after(given("1.25", true, { solved: true }), given("3", true, other));
  const left = plain(without(kept, "intro-ex-net"));
  assert.deepEqual(Object.keys(left.items), ["intro-ex-network/1"]);
  assert.deepEqual(Object.keys(left.solved), ["intro-ex-network"]);
});

test("what is no record of answers counts as none", () => {
  for (const text of [null, "", "{", "5", '"words"', "null", '{"items": 3, "solved": null}']) {
    page.localStorage = { getItem: () => text };
    assert.deepEqual(plain(page.lesson.answers()), NOTHING, String(text));
  }
});
