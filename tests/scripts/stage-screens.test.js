/* Which blocks stand together on a screen, and when each screen is due. */
const assert = require("node:assert/strict");
const test = require("node:test");
const page = require("./load")("stage-screens").lessonScreens;
const { screenAt } = page;

/* The scripts run in a world of their own, whose arrays are none of this one. */
const ours = (value) => JSON.parse(JSON.stringify(value));
const arrange = (...given) => ours(page.arrange(...given));
const minutes = (steps, screens) => ours(page.timetable(steps, screens));

/* Blocks below each other without gaps; each is its height, or its height and what else is known of it. */
function stack(...sizes) {
  let top = 0;
  return sizes.map((size) => {
    const [height, facts] = [size].flat();
    const block = { top, bottom: top + height, ...facts };
    top += height;
    return block;
  });
}

const numbers = (screens) => screens.map(({ first, last }) => (first === last ? [first] : [first, last]));
const opens = { opens: true };
const keeps = { keeps: true };

for (const [name, blocks, expected] of [
  ["nothing", [], []],
  ["one block", stack(50), [[0]]],
  ["what fits exactly", stack(60, 40), [[0, 1]]],
  ["what does not fit by one", stack(60, 41), [[0], [1]]],
  [
    "as many as fit",
    stack(30, 30, 30, 30, 30),
    [
      [0, 2],
      [3, 4],
    ],
  ],
  ["a block higher than the screen", stack(10, 150, 10), [[0], [1], [2]]],
  ["what opens a screen", stack(10, [10, opens], 10), [[0], [1, 2]]],
  ["a heading below a heading", stack([10, { ...opens, ...keeps }], [10, { ...opens, ...keeps }], 50), [[0, 2]]],
  ["a sentence that announces a figure", stack(50, [20, keeps], 60), [[0], [1, 2]]],
  ["two that announce", stack(50, [10, keeps], [10, keeps], 60), [[0], [1, 3]]],
  ["what announces more than has room with it", stack(50, [20, keeps], 90), [[0, 1], [2]]],
  ["a heading that would stay alone", stack([20, keeps], [20, keeps], 80), [[0, 1], [2]]],
  ["what announces something that opens", stack(30, [10, keeps], [20, opens]), [[0], [1, 2]]],
]) {
  test(`screens of 100: ${name}`, () => assert.deepEqual(numbers(arrange(blocks, 100)), expected));
}

test("no block is left out or shown twice, whatever the height", () => {
  const kinds = [{}, opens, keeps, { ...opens, ...keeps }, { reserve: 20 }];
  const blocks = stack(...Array.from({ length: 200 }, (_, at) => [5 + ((at * 37) % 90), kinds[(at * 7) % 5]]));
  for (const height of [40, 100, 300, 5000]) {
    const screens = arrange(blocks, height);
    assert.equal(screens[0].first, 0);
    assert.equal(screens.at(-1).last, blocks.length - 1);
    screens.slice(1).forEach((screen, at) => assert.equal(screen.first, screens[at].last + 1));
    for (const { first, last, top, bottom } of screens) {
      assert.ok(first === last || bottom - top <= height);
      assert.equal(top, blocks[first].top);
      assert.equal(bottom, blocks[last].bottom);
    }
  }
});

test("a task that goes on keeps its room, except from what needs all of the screen", () => {
  const part = { reserve: 30 };
  const screens = arrange(stack([100, opens], [40, part], [40, part], [80, part]), 100);
  assert.deepEqual(numbers(screens), [[0], [1], [2], [3]]);
  assert.deepEqual(
    screens.map(({ task }) => task),
    [false, true, true, false],
  );
});

for (const [y, at] of [
  [-5, 0],
  [0, 0],
  [59, 1],
  [60, 1],
  [61, 1],
  [500, 2],
]) {
  test(`screens that begin at 0, 60 and 200: ${y} is on screen ${at}`, () =>
    assert.equal(screenAt([{ top: 0 }, { top: 60 }, { top: 200 }], y), at));
}

/* ---------- when a screen is due ---------- */
const teaching = (minutes) => ({ kind: "teaching", minutes });
const exercise = (label, minutes, talk) => ({ kind: "exercise", label, minutes, talk });
const pause = { kind: "pause", minutes: 0 };
const text = (words) => ({ words });
const asks = (label) => ({ words: 50, exercise: label });
const solves = (label) => ({ words: 80, exercise: label, solution: true });

test("teaching is shared out by words", () =>
  assert.deepEqual(minutes([teaching(10)], [text(30), text(10), text(60)]), [0, 3, 4]));

test("an exercise takes its minutes, and its solution comes when they are over", () =>
  assert.deepEqual(
    minutes(
      [teaching(10), exercise("a", 5), teaching(6)],
      [text(1), asks("a"), asks("a"), solves("a"), text(1), text(2)],
    ),
    [0, 10, 10, 15, 15, 17],
  ));

test("talk about a solution comes after the work, and before the text goes on", () =>
  assert.deepEqual(
    minutes(
      [teaching(10), exercise("a", 5, 3), exercise("b", 7, 2), teaching(6)],
      [text(1), asks("a"), solves("a"), asks("b"), solves("b"), text(1), text(1)],
    ),
    [0, 10, 15, 18, 25, 27, 30],
  ));

test("two exercises in a row, and teaching without minutes", () =>
  assert.deepEqual(
    minutes([exercise("a", 5), exercise("b", 7), teaching(3)], [text(0), asks("a"), asks("b"), solves("b"), text(9)]),
    [0, 0, 5, 12, 12],
  ));

test("pauses take no minutes of the episode", () =>
  assert.deepEqual(
    minutes([teaching(4), pause, teaching(6)], [text(5), { words: 2, pause: true }, text(5), text(5)]),
    [0, 4, 4, 7],
  ));

test("an exercise that the course does not know takes no time and stops nothing", () =>
  assert.deepEqual(minutes([teaching(8), exercise("a", 5)], [text(1), asks("new"), asks("a")]), [0, 8, 8]));
