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

/* How people write one answer; each group once stood in an exercise of the lesson. */
const WRITTEN = [
  {
    wanted: ["1.25"],
    right: [
      "1,25",
      " 1.250 ",
      "5/4",
      "1.25.",
      "y = 1.25",
      "0.25 + 1",
      "0,25 + 1",
      "0.25+1 = 1.25",
      "2**0.5**2 - 2**0.25 + 1.25",
      "(2 + 3) / 4",
      "1.25e0",
      "10 ÷ 8",
      "5 · 0.25",
      "125 %",
      "125 percent",
      "(1.25)",
      "1.25 (ReLU)",
      "np.float64(1.25)",
      "≈ 1.25",
      "1.25 = 5/4 = 125 %",
    ],
    partly: ["1.3", "1,3", "+1.3", "0.25 + 1 = 1.3"],
    wrong: [
      "125",
      "1.25 1.25",
      "one",
      "1",
      "1.2",
      "-1.25",
      "minus 1.25",
      "-(1.25)",
      "- 1.25",
      "2.6/2",
      "0.25 + 1 = 1.35",
      "1.3 = 1.35",
      "=",
      "sqrt(1.25)",
      "f(1.25)",
      ".",
      "%",
      "1,250,000",
      "0,001,250",
      "5/4/0",
      "5//4",
      "(5/4",
      "5/4)",
      "5 4",
      "5..4",
      "1.250.000",
      "1.25e3",
      "<1.25",
      "√1.25",
      "1.25^2",
      "1.25²",
      "alert(1)",
      "9**9**9",
      "(".repeat(200),
      "0.3",
    ],
  },
  { wanted: ["0"], right: ["0", "zero", "0.0", "1 - 1"] },
  {
    wanted: ["1"],
    right: ["1", "one", "One.", "ONE", "2 - 1", "step 1", "step 1: the problem", "1. Formulate the problem"],
    wrong: [
      "two",
      "minus one",
      "twenty-one",
      "one hundred",
      "one half",
      "one one",
      "1e3",
      "minus 1",
      "-(1)",
      "0.9",
      "100 %100 %",
      "1 %",
    ],
  },
  {
    wanted: ["XOR", "exclusive or", "x1 xor x2"],
    right: [
      "XOR",
      "xor",
      "Exclusive-OR",
      "the Exclusive-OR",
      "an exclusive or",
      "Exclusive OR (XOR)",
      "XOR (exclusive or)",
      "x1 xor x2",
      "(XOR)",
    ],
    wrong: ["OR (XOR)", "XOR (OR)", "not XOR", "the", "()", "x1 or x2", "1"],
  },
  {
    wanted: ["3.5"],
    right: ["3.5", "3,5", "14/4", "(4 + 9 + 0 + 1) / 4", "(4+9+0+1)/4 = 3.5", "14 / 4 = 3,5"],
    wrong: ["4", "3", "4+9+0+1/4", "35", "3 5", "14 4"],
  },
  {
    wanted: ["0 0 1"],
    right: [
      "[0,0,1]",
      "0 0 1",
      "0;0;1",
      "001",
      "[0. 0. 1.]",
      "[[0. 0. 1.]]",
      "array([0, 0, 1])",
      "zero, zero, one",
      "zero zero and one",
      "class_0 0, class_1 0, class_2 1",
      "class_0    0\nclass_1    0\nclass_2    1\nName: 177, dtype: int64",
    ],
    wrong: [
      "1, 0, 0",
      "100",
      "0001",
      "01",
      "1",
      "0+0+1",
      "class_0 0, class_1 1, class_2 0",
      "-0 0 -1",
      "0 0 1 0",
      "one",
    ],
  },
  { wanted: ["3", "three"], right: ["3", "three", "Three", "3 neurons"] },
  {
    wanted: ["59 71 48"],
    right: [
      "59 71 48",
      "59, 71, 48",
      "class_0 59, class_1 71, class_2 48",
      "class_0    59\nclass_1    71\nclass_2    48\ndtype: int64",
    ],
    wrong: ["597148", "48 71 59", "59+71+48", "class_0 71, class_1 59, class_2 48", "59"],
  },
  {
    wanted: ["140"],
    right: ["140", "13*10+10", "13 * 10 + 10 = 140", "13x10 + 10", "10·(13+1)"],
    wrong: ["13*10", "13*(10+10)", "13 10 10", "13*10+10 = 150", "1.40", "14", "140 140"],
  },
  {
    wanted: ["1703"],
    right: ["1703", "1.703", "1,703", "1 703", "1'703"],
    wrong: ["1.7", "17.03", "1.703.000", "0.001.703", "001.703", "1700"],
  },
  { wanted: ["10"], wrong: ["1.0", "1", "0.1", "10.001", "10,000", "10.000"] },
  {
    wanted: ["0.75"],
    how: { share: true },
    right: ["75 %", "75%", "75", "75.0", "27/36", "27/36 = 75 %", "(8+12+7)/36", "0,75", "75 per cent"],
    partly: ["0.8"],
    wrong: ["7.5", "7500", "7500 %", "0.75 %", "0.7", "1", "27 36", "-75", "75 %%"],
  },
  {
    wanted: ["0.58"],
    how: { tolerance: 0.005, share: true },
    right: ["0.583", "7/12", "58", "58 %", "58.3 %", "7/12 = 0.58", "7 / 12 = 58 %"],
    partly: ["0.6", "0,6"],
    wrong: ["0.59", "0.5", "1", "0", "12/7", "7/12 = 0.59", "5.8", "60"],
  },
  {
    wanted: ["1.933"],
    how: { tolerance: 0.0005 },
    right: ["1.933", "1,933", "1.9333", "1 + 0.1 * 28/3", "1 + 2.8/3 = 1.933"],
    partly: ["1.93", "1.9", "1,93"],
    wrong: ["1.94", "1.92", "2", "1933", "19.33", "193 %"],
  },
  {
    wanted: ["70.4"],
    how: { tolerance: 0.05 },
    right: ["70.4", "70,4", "70.41"],
    partly: ["70", "70."],
    wrong: ["71", "704", "7", "70.5", "7.04", "0.704"],
  },
  {
    wanted: ["(100, 24, 24, 1)"],
    right: ["100 × 24 × 24 × 1", "100x24x24x1", "(100, 24, 24, 1)", "100,24,24,1", "[100 24 24 1]"],
    wrong: ["57600", "100 × 576", "100 24 24", "1002424 1"],
  },
  {
    wanted: ["576"],
    right: ["576", "24*24", "24 x 24 = 576", "24 · 24", "24^2", "24**2", "24²", "24 × 24 × 1", "24*24 = 576 features"],
    wrong: [
      "600",
      "580",
      "24 24",
      "24*24 = 575",
      "24*25 = 576",
      "24^3",
      "24*",
      "*24",
      "576*",
      "576 + bias",
      "24 = 576",
      "5.76",
      "57.6",
    ],
  },
  {
    wanted: ["12,288"],
    right: ["12288", "12 288", "12,288", "12.288", "12'288", "64*64*3", "64 × 64 × 3 = 12288"],
    wrong: ["12.2880", "12.28", "122.88", "12.288.000", "1.2288", "012.288", "12,28", "64*64 = 12.288"],
  },
  { wanted: ["136,510"], right: ["136.510", "136,510", "136510", "115400 + 20100 + 1010"] },
  {
    wanted: ["2,457,800"],
    right: ["2.457.800", "2,457,800", "2 457 800", "12288 · 200 + 200"],
    wrong: ["2.457", "2.4578", "2.457.80", "24.578.00"],
  },
  {
    wanted: ["-1"],
    right: ["−1", "-1", "- 1", "minus one", "minus 1", "1 - 2", "-(1)"],
    wrong: ["1", "one", "+1", "--1", "(1)"],
  },
  {
    wanted: ["padding", "padding same", "same padding", "zero padding"],
    right: ["padding", "Padding", "the padding", "zero-padding", "same padding"],
  },
  {
    wanted: ["0.95"],
    how: { share: true },
    right: ["95", "95 %", "0.95", "950/1000"],
    wrong: ["0.9", "1", "0.95 %", "9.5", "950", "5", "5 %"],
  },
  { wanted: ["0.0"], how: { share: true }, right: ["0", "0 %", "zero", "0.0", "0/50"], wrong: ["50", "1", "100"] },
  {
    wanted: ["0.099"],
    right: ["0.099", "9.9 %", "990/10000", "(1000 - 10) / 10000"],
    partly: ["0.1"],
    wrong: ["9.9", "99", "99 %", "0.09"],
  },
  { wanted: ["perhaps", "yes"], right: ["yes", "perhaps"], wrong: ["no"] },
  { wanted: ["yes", "perhaps"], right: ["yes", "perhaps"], wrong: ["no"] },
];
WRITTEN.forEach((group, at) => {
  CASES[`written ${at + 1}`] = group;
});

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

test("help grows with wrong answers: a hint, one that says more, the section", () => {
  const item = { hint: "nudge", then: "step" };
  const help = (...given) => JSON.parse(JSON.stringify(lessonSelfCheck.help(...given)));
  assert.deepEqual(help(undefined, item, 1), { words: ["nudge"], section: false });
  assert.deepEqual(help(undefined, item, 2), { words: ["nudge", "step"], section: false });
  assert.deepEqual(help(undefined, item, 3), { words: ["nudge", "step"], section: true });
  assert.deepEqual(help("no bias", item, 1), { words: ["no bias"], section: false });
  assert.deepEqual(help("no bias", item, 2), { words: ["no bias", "step"], section: false });
  assert.deepEqual(help(undefined, { hint: "", then: "" }, 1), { words: [], section: true });
  assert.deepEqual(help("no bias", { hint: "", then: "" }, 3), { words: ["no bias"], section: true });
});

test("an order is right down to where it first differs", () => {
  const { inPlace } = lessonSelfCheck;
  assert.equal(inPlace(["a", "b", "c"], ["a", "b", "c"]), 3);
  assert.equal(inPlace(["a", "c", "b"], ["a", "b", "c"]), 1);
  assert.equal(inPlace(["c", "b", "a"], ["a", "b", "c"]), 0);
});
