import { activated } from '../activation';
import { type Converter, numbersOf, type Place, permuted } from '../converter';
import { channelsFirst, inOrder, type LaidValue, plain, settled } from '../laid-value';

/** Kernel size, strides and dilation, one a spatial axis. */
interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** Conv1D, Conv2D, Conv3D. A normalisation before one without padding is multiplied into its kernel. */
export const convolution: Converter = (place, value) => {
  const { graph, layer, config } = place;
  const rank = value.shape.length;
  const spatial = rank - 2;
  const window = windowOf(place, spatial);
  const takesOver = config.padding === 'valid' && value.pending !== undefined && value.rows === undefined;
  const order = channelsFirst(rank);
  const { pending, ...unscaled } = value;
  const x = takesOver ? inOrder(graph, unscaled, order) : inOrder(graph, value, order);
  const [channels, filters] = layer.kernel.shape.slice(-2);
  // [...window, channels, filters] -> [filters, channels, ...window]
  const axes = [spatial + 1, spatial, ...Array.from({ length: spatial }, (_, axis) => axis)];
  const kernel = Float32Array.from(permuted(layer.kernel, axes));
  let bias = layer.bias == null ? undefined : Float32Array.from(numbersOf(layer.bias));
  if (takesOver && pending !== undefined) {
    bias ??= new Float32Array(filters);
    multiplyIn(kernel, bias, pending, product(window.size));
  }
  const weights = graph.floats(`${layer.name}_kernel`, [filters, channels, ...window.size], kernel);
  const biases = bias === undefined ? [] : [graph.floats(`${layer.name}_bias`, [filters], bias)];
  const name = graph.add('Conv', [x.name, weights, ...biases], attributes(place, value, window), layer.name);
  return withActivation(place, name, order);
};

/** DepthwiseConv2D: a group for each channel. */
export const depthwise: Converter = (place, value) => {
  const { name, order } = depthwiseNode(place, value, true);
  return withActivation(place, name, order);
};

/** SeparableConv2D: each channel by itself, then all of them at each place. */
export const separable: Converter = (place, value) => {
  const { graph, layer } = place;
  const { name: each, order } = depthwiseNode(place, value, false);
  const [channels, filters] = layer.pointwiseKernel.shape.slice(-2);
  const pointwise = graph.floats(
    `${layer.name}_pointwise`,
    [filters, channels, 1, 1],
    permuted(layer.pointwiseKernel, [3, 2, 0, 1]),
  );
  const biases = layer.bias == null ? [] : [graph.floats(`${layer.name}_bias`, [filters], numbersOf(layer.bias))];
  const name = graph.add('Conv', [each, pointwise, ...biases], { kernel_shape: [1, 1] }, layer.name);
  return withActivation(place, name, order);
};

function depthwiseNode(place: Place, value: LaidValue, hasBias: boolean) {
  const { graph, layer } = place;
  const order = channelsFirst(4);
  const x = inOrder(graph, value, order);
  const window = windowOf(place, 2);
  const [height, width, channels, multiplier] = layer.depthwiseKernel.shape;
  // [height, width, channels, multiplier] -> [channels * multiplier, 1, height, width]
  const kernel = graph.floats(
    `${layer.name}_depthwise`,
    [channels * multiplier, 1, height, width],
    permuted(layer.depthwiseKernel, [2, 3, 0, 1]),
  );
  const biases =
    hasBias && layer.bias != null
      ? [graph.floats(`${layer.name}_bias`, [channels * multiplier], numbersOf(layer.bias))]
      : [];
  const options = { ...attributes(place, value, window), group: channels };
  return { name: graph.add('Conv', [x.name, kernel, ...biases], options, `${layer.name}_each`), order };
}

/** Conv2DTranspose. */
export const transposed: Converter = (place, value) => {
  const { graph, layer, config } = place;
  const order = channelsFirst(4);
  const x = inOrder(graph, value, order);
  const { size, strides, dilations } = windowOf(place, 2);
  const [height, width, filters, channels] = layer.kernel.shape;
  // [height, width, filters, channels] -> [channels, filters, height, width]
  const kernel = graph.floats(
    `${layer.name}_kernel`,
    [channels, filters, height, width],
    permuted(layer.kernel, [3, 2, 0, 1]),
  );
  const biases = layer.bias == null ? [] : [graph.floats(`${layer.name}_bias`, [filters], numbersOf(layer.bias))];
  const same = config.padding === 'same';
  // What a convolution with the same window would have padded on the way to the smaller size.
  const totals = size.map((side, i) => (same ? Math.max(0, side - strides[i]) : 0));
  const begins = totals.map((total) => total >> 1);
  const pads = [...begins, ...totals.map((total, i) => total - begins[i])];
  // Where a window is narrower than its stride, the last places see nothing.
  const missing = size.map((side, i) => Math.max(0, strides[i] - side));
  const name = graph.add('ConvTranspose', [x.name, kernel, ...biases], {
    kernel_shape: size,
    strides,
    dilations,
    pads,
    output_padding: missing,
  });
  return withActivation(place, name, order);
};

/** Maximum and mean over windows: a normalisation passes behind a maximum where every scale is positive. */
export const pooling =
  (operator: 'MaxPool' | 'AveragePool'): Converter =>
  (place, value) => {
    const { graph, config } = place;
    checkChannelsLast(place);
    const rank = value.shape.length;
    const spatial = rank - 2;
    const size = sides(config.poolSize, spatial);
    const window = { size, strides: sides(config.strides ?? config.poolSize, spatial), dilations: size.map(() => 1) };
    const { pending, ...unscaled } = value;
    const positive = pending?.scale.every((scale) => scale > 0) ?? false;
    const passes = operator === 'MaxPool' && positive && value.rows === undefined;
    const order = channelsFirst(rank);
    const x = inOrder(graph, passes ? unscaled : value, order);
    const name = graph.add(operator, [x.name], attributes(place, value, window));
    return { name, shape: place.outputShape, order, ...(passes && { pending }) };
  };

/** GlobalAveragePooling and GlobalMaxPooling of one and two dimensions. */
export const globalPooling =
  (operator: 'ReduceMean' | 'ReduceMax'): Converter =>
  (place, value) => {
    checkChannelsLast(place);
    const { graph, outputShape } = place;
    const x = settled(graph, value);
    const over = x.shape.map((_, axis) => axis).slice(1, -1);
    const axes = graph.ints(
      'axes',
      over.map((axis) => x.order.indexOf(axis)),
    );
    const name = graph.add(operator, [x.name, axes], { keepdims: 0 });
    const order = x.order.filter((axis) => !over.includes(axis)).map((axis) => (axis === 0 ? 0 : 1));
    return { name, shape: outputShape, order };
  };

/** MeanThenMax: the mean over the bands [batch, frames, bands, channels], of that the largest over the frames. */
export const meanThenMax: Converter = ({ graph, outputShape }, value) => {
  const x = plain(graph, value);
  const mean = graph.add('ReduceMean', [x.name, graph.ints('axes', [2])], { keepdims: 0 });
  const name = graph.add('ReduceMax', [mean, graph.ints('axes', [1])], { keepdims: 0 });
  return { name, shape: outputShape, order: [0, 1] };
};

function withActivation(place: Place, name: string, order: readonly number[]): LaidValue {
  const { graph, config, outputShape } = place;
  const output = activated(graph, name, config.activation, order.indexOf(outputShape.length - 1));
  return output === undefined
    ? place.refuse(`activation ${config.activation} has no twin`)
    : { name: output, shape: outputShape, order };
}

function windowOf(place: Place, spatial: number): Window {
  checkChannelsLast(place);
  const { kernelSize, strides, dilationRate } = place.config;
  return {
    size: sides(kernelSize, spatial),
    strides: sides(strides, spatial),
    dilations: sides(dilationRate ?? 1, spatial),
  };
}

function checkChannelsLast({ config, refuse }: Place): void {
  if (config.dataFormat === 'channelsFirst')
    refuse("dataFormat 'channelsFirst' has no twin; build it with channels last");
}

/** One number for each spatial axis. */
function sides(given: unknown, spatial: number): number[] {
  const list = [given].flat() as number[];
  return list.length === spatial ? list : Array.from({ length: spatial }, () => list[0]);
}

function attributes(place: Place, value: LaidValue, { size, strides, dilations }: Window) {
  const { config, outputShape } = place;
  const common = { kernel_shape: size, strides, ...(dilations.some((rate) => rate !== 1) && { dilations }) };
  const reach = size.map((side, i) => (side - 1) * dilations[i] + 1);
  if (config.padding === 'causal') place.refuse("padding 'causal' is not computed by tf.layers either");
  if (config.padding !== 'same') return common;
  const inputs = value.shape.slice(1, -1);
  // TensorFlow's own rule, where the sides are not known yet: the odd one behind.
  if (inputs.some((side) => side < 0)) return { ...common, auto_pad: 'SAME_UPPER' };
  const totals = inputs.map((side, i) => Math.max(0, (outputShape[i + 1] - 1) * strides[i] + reach[i] - side));
  const begins = totals.map((total) => total >> 1);
  return { ...common, pads: [...begins, ...totals.map((total, i) => total - begins[i])] };
}

/** (x * scale + offset) * kernel + bias = x * (scale * kernel) + (offset * kernel + bias). */
function multiplyIn(
  kernel: Float32Array,
  bias: Float32Array,
  { scale, offset }: NonNullable<LaidValue['pending']>,
  window: number,
): void {
  const channels = scale.length;
  for (let at = 0; at < kernel.length; at++) {
    const channel = Math.floor(at / window) % channels;
    bias[Math.floor(at / (window * channels))] += kernel[at] * offset[channel];
    kernel[at] *= scale[channel];
  }
}

const product = (numbers: readonly number[]) => numbers.reduce((a, b) => a * b, 1);
