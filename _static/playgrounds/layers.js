/* The layers of a convolutional neural network, computed in the page: one function for each kind.
   Maps are {height, width, channels, values}: row by row, the channels of one place side by side, as Keras keeps them.
   The result of a dense layer or of global pooling has height and width 1. */
(function () {
  "use strict";

  function maps(height, width, channels, values = new Float64Array(height * width * channels)) {
    return { height, width, channels, values };
  }

  /* Lay every kernel on every place of the input where it lies inside completely; multiply, add up, add the bias.
     `kernels` is {shape: [rows, columns, channels, number], values}. */
  function convolve(input, kernels, biases) {
    const [rows, columns, channels, number] = kernels.shape;
    const output = maps(input.height - rows + 1, input.width - columns + 1, number);
    for (let row = 0; row < output.height; row += 1) {
      for (let column = 0; column < output.width; column += 1) {
        const sums = output.values.subarray((row * output.width + column) * number);
        for (let kernel = 0; kernel < number; kernel += 1) sums[kernel] = biases[kernel];
        for (let y = 0; y < rows; y += 1) {
          for (let x = 0; x < columns; x += 1) {
            for (let channel = 0; channel < channels; channel += 1) {
              const pixel = input.values[((row + y) * input.width + column + x) * channels + channel];
              const weights = ((y * columns + x) * channels + channel) * number;
              for (let kernel = 0; kernel < number; kernel += 1)
                sums[kernel] += pixel * kernels.values[weights + kernel];
            }
          }
        }
      }
    }
    return output;
  }

  /* Put a frame of zeros around maps, so wide that kernels of this shape reach every pixel with their middle. */
  function frame(input, [rows, columns]) {
    const [above, left] = [Math.floor((rows - 1) / 2), Math.floor((columns - 1) / 2)];
    const output = maps(input.height + rows - 1, input.width + columns - 1, input.channels);
    const length = input.width * input.channels;
    for (let row = 0; row < input.height; row += 1) {
      const line = input.values.slice(row * length, (row + 1) * length);
      output.values.set(line, ((row + above) * output.width + left) * input.channels);
    }
    return output;
  }

  /* Keep the largest number of each block; rows and columns that fill no block are left out. */
  function maxPool(input, [rows, columns]) {
    const output = maps(Math.floor(input.height / rows), Math.floor(input.width / columns), input.channels);
    output.values.fill(-Infinity);
    for (let row = 0; row < output.height * rows; row += 1) {
      for (let column = 0; column < output.width * columns; column += 1) {
        const from = (row * input.width + column) * input.channels;
        const to = (Math.floor(row / rows) * output.width + Math.floor(column / columns)) * input.channels;
        for (let channel = 0; channel < input.channels; channel += 1)
          output.values[to + channel] = Math.max(output.values[to + channel], input.values[from + channel]);
      }
    }
    return output;
  }

  /* Keep the largest number of each map. */
  function globalMaxPool(input) {
    return maxPool(input, [input.height, input.width]);
  }

  /* Every output is a weighted sum of all inputs, plus a bias. */
  function dense(input, weights, biases) {
    const [inputs, outputs] = weights.shape;
    const output = maps(1, 1, outputs, Float64Array.from(biases));
    for (let from = 0; from < inputs; from += 1) {
      for (let to = 0; to < outputs; to += 1)
        output.values[to] += input.values[from] * weights.values[from * outputs + to];
    }
    return output;
  }

  function relu(input) {
    return { ...input, values: input.values.map((value) => Math.max(0, value)) };
  }

  /* Probabilities from logits; the largest is subtracted so that no power overflows. */
  function softmax(logits) {
    const largest = Math.max(...logits);
    const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / sum);
  }

  const KINDS = {
    Conv2D: (input, layer) => {
      const [kernels, biases] = layer.weights;
      return convolve(layer.padding === "same" ? frame(input, kernels.shape) : input, kernels, biases.values);
    },
    MaxPooling2D: (input, layer) => maxPool(input, layer.pool_size),
    GlobalMaxPooling2D: globalMaxPool,
    Dense: (input, layer) => dense(input, layer.weights[0], layer.weights[1].values),
  };
  const ACTIVATIONS = { linear: (input) => input, relu };

  /* Read the weights of a published network: base64 of 32-bit numbers, the lowest byte first. */
  function decode(layers) {
    const numbers = (text) => {
      const view = new DataView(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer);
      return Float32Array.from({ length: view.byteLength / 4 }, (_, at) => view.getFloat32(4 * at, true));
    };
    return layers.map((layer) => ({
      ...layer,
      weights: layer.weights.map(({ shape, float32 }) => ({ shape, values: numbers(float32) })),
    }));
  }

  /* Send an input through decoded layers; return the output of each. */
  function run(layers, input) {
    const outputs = [];
    for (const layer of layers) {
      if (!(layer.kind in KINDS && layer.activation in ACTIVATIONS))
        throw new Error(`layers.js cannot compute ${layer.kind} with ${layer.activation}; add a function`);
      outputs.push(ACTIVATIONS[layer.activation](KINDS[layer.kind](outputs.at(-1) || input, layer)));
    }
    return outputs;
  }

  window.lessonLayers = { maps, convolve, maxPool, relu, softmax, decode, run };
})();
