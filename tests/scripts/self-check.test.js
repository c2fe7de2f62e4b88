/* What counts as right. The expectations are those of a teacher who reads the answer. */
const assert = require("node:assert/strict");
const test = require("node:test");
const { lessonSelfCheck } = require("./load")("self-check");

const CASES = {
  numbers: {
    wanted: ["1.25"],
    right: ["1.25", " 1,25 ", "5/4", "125 %", "0.25 + 1", "0.25 + 1 = 1.25", "10 * 0.125", "2^0 + 1/4", "y = 1.25"],
    wrong: ["1.24", "-1.25", "0.25 + 1 = 1.35", "125", "1.25 + ", "sqrt(1.5625)", "one"],
    partly: ["1.3", "0.25 + 1 = 1.3"],
  },
  "negative numbers": { wanted: ["−0.5"], right: ["-0.5", "−0.5", "minus 0.5", "-1/2"], wrong: ["0.5", "-5"] },
  "whole numbers": {
    wanted: ["12288"],
    right: ["12288", "12,288", "12.288", "12 288", "64 x 64 x 3"],
    wrong: ["12287", "12"],
  },
  "small whole numbers": { wanted: ["3"], right: ["3", "three", "3.0"], wrong: ["2", "3.000", "thirty"] },
  tolerance: {
    wanted: ["0.9"],
    how: { tolerance: 0.05 },
    right: ["0.9", "0.85", "0.95", "0.93"],
    wrong: ["0.84", "0.96"],
  },
  share: { wanted: ["0.75"], how: { share: true }, right: ["0.75", "75 %", "75", "3/4"], wrong: ["7.5", "74"] },
  "no share": { wanted: ["0.75"], right: ["75 %"], wrong: ["75"] },
  lists: {
    wanted: ["0, 1, 1, 0"],
    right: ["0, 1, 1, 0", "0 1 1 0", "[0 1 1 0]", "(0, 1, 1, 0)", "0110", "array([0., 1., 1., 0.])"],
    wrong: ["0, 1, 1", "0, 1, 1, 1", "1, 0, 0, 1"],
  },
  words: {
    wanted: ["exclusive or", "XOR"],
    right: ["XOR", "xor", "the exclusive OR", "exclusive-or", "Exclusive or (XOR)"],
    wrong: ["or", "OR (XOR)", "XOR gate", "(OR)"],
  },
  choices: {
    wanted: ["It rises, then falls"],
    right: ["It rises, then falls"],
    wrong: ["It falls, then rises", "It rises"],
  },
};

for (const [name, { wanted, how = {}, ...verdicts }] of Object.entries(CASES)) {
  for (const [is, answers] of Object.entries(verdicts)) {
    for (const given of answers) {
      test(`${name}: "${given}" for ${wanted[0]} is ${is}`, () =>
        assert.equal(lessonSelfCheck.compare(given, wanted, { tolerance: 0, share: false, ...how }), is));
    }
  }
}

test("a wrong answer has the hint of the same number, rounded or not", () => {
  const item = {
    hints: [
      ["4.67", "the mean"],
      ["7", "the sum"],
    ],
    share: false,
  };
  const hint = (given) => (lessonSelfCheck.hintFor(given, item) || [])[1];
  assert.deepEqual(["4.67", "4.667", "14/3", "7", "4.6", "8"].map(hint), [
    "the mean",
    "the mean",
    "the mean",
    "the sum",
    undefined,
    undefined,
  ]);
});
