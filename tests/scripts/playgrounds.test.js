/* The mathematics of the playgrounds, computed by hand; `tests/test_playgrounds*.py` compare the boxes with Keras. */
const assert = require("node:assert/strict");
const test = require("node:test");
const NAMES = [
  "kit",
  "layers",
  "neuron",
  "xor",
  "loss",
  "gradient-descent",
  "training",
  "convolution",
  "digits",
  "digit-reader",
  "attention",
];
const page = require("./load")(...NAMES.map((name) => `playgrounds/${name}`));
const {
  lessonAttention,
  lessonKit,
  lessonLayers,
  lessonNeuron,
  lessonXor,
  lessonLoss,
  lessonDescent,
  lessonTraining,
  lessonConvolution,
  lessonDigits,
} = page;

const close = (found, sought) => assert.ok(Math.abs(found - sought) < 1e-9, `${found} is not ${sought}`);
/* Objects of the scripts have prototypes of their own. */
const same = (found, sought) => assert.deepEqual(Array.from(found), sought);

test("numbers are written as people read them", () => {
  const { equals, factor, number, precise } = lessonKit;
  same(
    [number(-0.5), number(-0.001), number(2.346), number(3, 2), number(-Infinity), number(NaN)],
    ["−0.5", "0", "2.35", "3.00", "−∞", "not a number"],
  );
  same([precise(0.12345), precise(2)], ["0.123", "2"]);
  same([factor(-2), factor(2)], ["(−2)", "2"]);
  same([equals(0.25), equals(1 / 3)], ["=", "≈"]);
});

test("neuron: the exercise of episode 1", () => {
  const found = lessonNeuron.compute([0, 0.5, 1], [-1, -0.5, 0.5], 1, "relu");
  same(
    found.parts.map((part) => part + 0),
    [0, -0.25, 0.5],
  );
  same([found.total, found.biased, found.output], [0.25, 1.25, 1.25]);
});

test("neuron: activation functions", () => {
  const output = (bias, activation) => lessonNeuron.compute([1], [0], bias, activation).output;
  same([output(-2, "relu"), output(-2, "linear"), output(0, "sigmoid")], [0, -2, 0.5]);
  close(output(Math.log(3), "sigmoid"), 0.75);
});

test("xor: the network of the exercise, as Keras gives its weights", () => {
  const EXERCISE = lessonXor.neurons([
    [
      [1, 1],
      [1, 1],
    ],
    [0, -1],
    [[1], [-2]],
    [0],
  ]);
  const rows = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ].map((pair) => lessonXor.compute(EXERCISE, pair));
  same(
    rows.map(({ h1 }) => h1),
    [0, 1, 1, 2],
  );
  same(
    rows.map(({ h2 }) => h2),
    [0, 0, 0, 1],
  );
  same(
    rows.map(({ y }) => y),
    [0, 1, 1, 0],
  );
});

test("loss: errors of 2, 3, 0 and 1", () => {
  const errors = [2, 3, 0, -1];
  same(errors.map(lessonLoss.squared), [4, 9, 0, 1]);
  close(lessonLoss.average(errors.map(lessonLoss.squared)), 3.5);
  same(errors.map(lessonLoss.huber), [1.5, 2.5, 0, 0.5]);
  close(lessonLoss.average(errors.map(lessonLoss.huber)), 1.125);
});

test("gradient descent: loss, slope and step", () => {
  const { loss, next, slope } = lessonDescent;
  same([loss(0), loss(2), loss(-2)], [2, 1.5, 0.5]);
  same([slope(0), slope(2), slope(3)], [0.25, 0.25, 4]);
  close(next(3, 0.1), 2.6);
  for (const w of [-2.5, -1, 0.3, 1.7])
    assert.ok(Math.abs((loss(w + 1e-5) - loss(w - 1e-5)) / 2e-5 - slope(w)) < 1e-6, `slope at ${w}`);
});

for (const [w, steps, words] of [
  [3, 0, /^At the start the slope is positive, so the next step goes to the left\.$/],
  [-3, 1, /^After 1 step the slope is negative, so the next step goes to the right\.$/],
  [-2.1149, 9, /^After 9 steps .* left valley, the lowest place\.$/],
  [1.8608, 9, /right valley, which is not the lowest place/],
  [0.2541, 9, /top of the hill/],
  [101, 4, /diverges/],
  [NaN, 4, /diverges/],
]) {
  test(`gradient descent: what is said of ${w}`, () => assert.match(lessonDescent.verdictOn(w, steps), words));
}

test("training: random numbers and points, by hand", () => {
  const { makePoints, randomNumbers } = lessonTraining;
  const first = 1664525 + 1013904223;
  const second = Number((1664525n * BigInt(first) + 1013904223n) % 2n ** 32n);
  same(randomNumbers(1, 2), [first / 2 ** 32, second / 2 ** 32]);
  const points = makePoints("corners", 5, 400, 0);
  assert.ok(points.every(({ x1, x2, kind }) => kind === Number(x1 > 0 === x2 > 0)));
  assert.ok(
    makePoints("circle", 5, 400, 0).every(({ x1, x2, kind }) => kind === Number(Math.hypot(x1, x2) < Math.sqrt(0.6))),
  );
  const wrong = makePoints("corners", 5, 400, 20).filter(({ kind }, at) => kind !== points[at].kind).length;
  assert.ok(wrong > 60 && wrong < 100, `${wrong} of 400 have the wrong label, 80 are meant`);
  same(
    makePoints("corners", 5, 10, 20).map(({ x1 }) => x1),
    Array.from(points.slice(0, 10), ({ x1 }) => x1),
  );
});

/* Two hidden neurons, of which one is at rest, and a probability of 3/4. */
const small = () => ({ x1: [1, -1], x2: [0, 0], biases: [0, 0], out: [Math.log(3), 5], bias: 0 });

test("training: output and loss of a network, by hand", () => {
  const { measure, predict } = lessonTraining;
  close(predict(small(), 1, 0.5), 0.75);
  const { loss, right } = measure(small(), [
    { x1: 1, x2: 0.5, kind: 1 },
    { x1: 1, x2: 0.5, kind: 0 },
  ]);
  close(loss, -(Math.log(0.75) + Math.log(0.25)) / 2);
  close(right, 0.5);
});

test("training: one step, by hand", () => {
  const network = small();
  lessonTraining.train(network, [{ x1: 1, x2: 0.5, kind: 0 }], 2);
  const error = 0.75; // predicted minus wanted
  close(network.out[0], Math.log(3) - 2 * error);
  close(network.out[1], 5);
  close(network.bias, -2 * error);
  const back = error * Math.log(3);
  same([network.x1[1], network.x2[1], network.biases[1]], [-1, 0, 0]);
  close(network.x1[0], 1 - 2 * back);
  close(network.x2[0], -2 * back * 0.5);
  close(network.biases[0], -2 * back);
});

test("training: a step follows the slope of the loss", () => {
  const { makePoints, measure, startNetwork, train } = lessonTraining;
  const points = makePoints("circle", 1, 30, 10);
  for (const part of ["x1", "x2", "biases", "out"]) {
    const [stepped, up, down] = [1, 2, 3].map(() => startNetwork(9, 5));
    const before = stepped[part][2];
    train(stepped, points, 0.5);
    up[part][2] += 1e-6;
    down[part][2] -= 1e-6;
    const slope = (measure(up, points).loss - measure(down, points).loss) / 2e-6;
    assert.ok(Math.abs((before - stepped[part][2]) / 0.5 - slope) < 1e-6, part);
  }
});

test("training: thousands of epochs a second, or at least a hundred", () => {
  const { makePoints, startNetwork, train } = lessonTraining;
  const points = makePoints("circle", 1, 200, 10),
    network = startNetwork(1, 16),
    begun = process.cpuUsage().user;
  for (let epoch = 0; epoch < 100; epoch += 1) train(network, points, 0.1);
  assert.ok(process.cpuUsage().user - begun < 1e6);
});

const epoch = (loss, check, right = 0.5) => ({ train: { loss, right }, check: { loss: check, right } });
for (const [history, words] of [
  [[epoch(0.7, 0.7)], /^The weights are random/],
  [[epoch(0.7, 0.7), epoch(0.6, 0.65, 0.6)], /^After 1 epoch the network reads 60 % of the validation points/],
  [[epoch(0.7, 0.7), ...Array(12).fill(epoch(0.9, 0.9))], /^After 12 epochs .* fails to learn/],
  [[epoch(0.7, 0.7), epoch(0.5, 0.6), epoch(0.2, 0.8)], /overfits/],
  [[epoch(0.7, 0.7), epoch(0.2, 0.3, 0.95)], /finds the pattern/],
]) {
  test(`training: what is said after ${history.length - 1} epochs: ${words.source}`, () =>
    assert.match(lessonTraining.verdictOn(history), words));
}

test("convolution: a bar, the kernel for left sides, ReLU and pooling", () => {
  const { KERNELS, compute, pixelsOf } = lessonConvolution;
  const bar = pixelsOf("a vertical bar"); // columns 4 and 5, without the first and the last row
  const row = (values, at) => Array.from(values.subarray(6 * at, 6 * at + 6));
  const plain = compute(bar, KERNELS["left sides"], false);
  same(row(plain.sums, 0), [0, 2, 2, -2, -2, 0]);
  same(row(plain.sums, 1), [0, 3, 3, -3, -3, 0]);
  same(plain.shown, Array.from(plain.sums));
  same(plain.pooled, [3, 3, 0, 3, 3, 0, 3, 3, 0]);
  same(row(compute(bar, KERNELS["left sides"], true).shown, 1), [0, 3, 3, 0, 0, 0]);
});

test("layers: bias, channels, blocks that are not full, probabilities", () => {
  const { convolve, maps, maxPool, run, softmax } = lessonLayers;
  const input = maps(2, 2, 2, Float64Array.of(1, 10, 2, 20, 3, 30, 4, 40));
  same(convolve(input, { shape: [1, 2, 2, 1], values: [1, 0, 0, 0.5] }, [1]).values, [12, 24]);
  same(maxPool(maps(3, 2, 1, Float64Array.of(1, 2, 3, 4, 9, 9)), [2, 2]).values, [4]);
  const layer = {
    kind: "Dense",
    activation: "relu",
    weights: [{ shape: [2, 2], values: [1, -1, 2, -2] }, { values: [0.5, 0.5] }],
  };
  same(run([layer], maps(1, 1, 2, Float64Array.of(1, 1)))[0].values, [3.5, 0]);
  softmax([1000, 1000 + Math.log(3)]).forEach((found, at) => close(found, [0.25, 0.75][at]));
  assert.throws(() => run([{ ...layer, kind: "LSTM" }], input), /LSTM/);
});

test("layers: padding puts zeros around the maps, so that their size stays", () => {
  const { maps, run } = lessonLayers;
  const sum = {
    kind: "Conv2D",
    activation: "linear",
    padding: "same",
    weights: [{ shape: [3, 3, 2, 1], values: new Array(18).fill(1) }, { values: [0] }],
  };
  const image = maps(2, 3, 2, Float64Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60));
  const [{ height, width, values }] = run([sum], image);
  same([height, width, ...values], [2, 3, 132, 231, 176, 132, 231, 176]);
  const [without] = run(
    [{ ...sum, padding: "valid", weights: [{ shape: [1, 3, 2, 1], values: new Array(6).fill(1) }, { values: [0] }] }],
    image,
  );
  same(without.values, [66, 165]);
});

test("layers: weights are read from base64", () => {
  const float32 = Buffer.from(Float32Array.of(0.5, -2).buffer).toString("base64");
  same(lessonLayers.decode([{ weights: [{ shape: [2], float32 }] }])[0].weights[0].values, [0.5, -2]);
});

test("digits: a stroke of the pen becomes a digit of 8 x 8 counts", () => {
  const { PAD, stroke, toDigit } = lessonDigits;
  const ink = new Uint8Array(PAD * PAD);
  same(toDigit(ink), new Array(64).fill(0));
  stroke(ink, [40, 20], [40, 70]);
  assert.deepEqual([ink[20 * PAD + 40], ink[70 * PAD + 44], ink[70 * PAD + 45], ink[75 * PAD + 40]], [1, 1, 0, 0]);
  const counts = toDigit(ink);
  assert.ok(counts.every((count) => count >= 0 && count <= 16));
  for (let row = 0; row < 8; row += 1)
    assert.ok(counts[8 * row + 3] + counts[8 * row + 4] > 0, "as high as the canvas");
});

test("digits: a digit lies where it was moved", () => {
  const digit = new Array(64).fill(0);
  digit[9] = 8; // row 1, column 1
  const { height, width, values } = lessonDigits.onCanvas(digit, 3, 5);
  same([height, width, values[4 * 24 + 6], values.reduce((a, b) => a + b)], [24, 24, 0.5, 0.5]);
});

test("digits: the words said", () => {
  assert.equal(lessonDigits.wordsFor([0.01, 0.03, 0.956, 0.004]), "The network reads 2, with 96 percent");
});

test("attention: two keys, weights of 3 to 1", () => {
  const { compute } = lessonAttention;
  const keys = [
    [Math.log(3), 5],
    [0, 5],
  ];
  const found = compute([1, 0], keys, [8, 40], 1);
  same(found.scores, [Math.log(3), 0]);
  found.weights.forEach((weight, at) => close(weight, [0.75, 0.25][at]));
  found.parts.forEach((part, at) => close(part, [6, 10][at]));
  close(found.result, 16);
});

test("attention: without sharpness the plain mean, with much of it the best row", () => {
  const { compute, verdictOn } = lessonAttention;
  const keys = [
    [2, 0],
    [0, 2],
    [1, -1],
  ];
  const flat = compute([2, 1], keys, [10, 20, 40], 0),
    hard = compute([2, 1], keys, [10, 20, 40], 400);
  close(flat.result, 70 / 3);
  close(hard.result, 10);
  assert.match(verdictOn(flat.weights), /plain mean/);
  assert.match(verdictOn(hard.weights), /^Only row 1 counts/);
  assert.match(verdictOn([0.2, 0.7, 0.1]), /^Row 2 counts most/);
  assert.match(verdictOn([0.5, 0.5, 0]), /share/);
});
