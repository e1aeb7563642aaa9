import { tf } from '../../graph/backend';
import type { FusedActivation } from '../../kernels/activation';
import { type ConvolutionOptions, conv2d, depthwiseConv2d, transposedConvolution } from '../../kernels/convolution';
import { dilated } from '../../kernels/dilation';
import { everyNth } from '../../kernels/layout';
import type { LayerKernel } from '../layer-context';
import type { LayerFields } from '../layer-fields';
import { refuse } from '../refuse';
import { activate, withActivation } from './activation';
import { channelsLast, hasChannelsFirst } from './data-format';

interface Geometry {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly rates: readonly number[];
  readonly padding: 'same' | 'valid';
}

const dilates = ({ rates }: Geometry) => rates.some((rate) => rate !== 1);

function geometryOf(layer: LayerFields): Geometry {
  const config = layer.getConfig();
  const { kernelSize, padding } = config as Record<string, unknown>;
  const strides = config.strides as number[];
  if (padding !== 'same' && padding !== 'valid') {
    refuse(layer, `padding ${padding}`, "give 'same' or 'valid', after tf.layers.zeroPadding2d where more is wanted");
  }
  // Not of the config: transposed convolutions leave it out there.
  const rates = [...(layer as unknown as { dilationRate: number[] }).dilationRate];
  const geometry = { kernelSize: kernelSize as number[], strides, rates, padding } as const;
  if (dilates(geometry) && strides.some((stride) => stride !== 1)) {
    refuse(layer, `dilationRate ${rates} together with strides ${strides}`, 'give the strides to a layer of their own');
  }
  return geometry;
}

/** The geometry of a layer whose class ignores `dilationRate`. */
function undilated(layer: LayerFields): Geometry {
  const geometry = geometryOf(layer);
  if (dilates(geometry)) {
    refuse(
      layer,
      `dilationRate ${geometry.rates}`,
      'tf.layers itself ignores it there; dilate a conv2d or separableConv2d',
    );
  }
  return geometry;
}

/** Runs a convolution channels last, and its activation along with it where that can be. */
function convolved(
  layer: LayerFields,
  x: tf.Tensor,
  convolve: (x: tf.Tensor, activation: FusedActivation) => tf.Tensor,
): tf.Tensor {
  if (hasChannelsFirst(layer))
    return activate(
      layer,
      channelsLast(layer, x, (x) => convolve(x, 'linear')),
    );
  return withActivation(layer, (activation) => convolve(x, activation));
}

type Convolution = (
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  options: ConvolutionOptions,
) => tf.Tensor;

/** A convolution in two dimensions with strides or dilated. */
function convolve2d(
  convolution: Convolution,
  geometry: Geometry,
  [x, kernel, bias]: readonly [tf.Tensor, tf.Tensor, tf.Tensor | undefined],
  activation: FusedActivation,
): tf.Tensor {
  const { strides, padding } = geometry;
  if (!dilates(geometry)) {
    return convolution(x, kernel, bias, { strides: strides as [number, number], padding, activation });
  }
  return dilated(x, geometry, (x) => convolution(x, kernel, bias, { strides: [1, 1], padding: 'valid', activation }));
}

/** Depthwise with any strides: TensorFlow wants them equal, so elsewhere it computes every place and we pick. */
const depthwise: Convolution = (x, kernel, bias, options) => {
  const [down, across] = options.strides;
  if (down === across) return depthwiseConv2d(x, kernel, bias, options);
  const border = [down, across].map((stride, i): [number, number] => {
    if (options.padding === 'valid') return [0, 0];
    const size = x.shape[i + 1];
    const missing = Math.max((Math.ceil(size / stride) - 1) * stride + kernel.shape[i] - size, 0);
    return [Math.floor(missing / 2), Math.ceil(missing / 2)];
  });
  const padded = tf.pad(x, [[0, 0], ...border, [0, 0]]);
  const every = depthwiseConv2d(padded, kernel, bias, { ...options, strides: [1, 1], padding: 'valid' });
  return everyNth(every, [1, down, across, 1]);
};

/** A sequence [batch, time, channels] as an image of one row, and back. */
const asRow = (x: tf.Tensor) => x.reshape([x.shape[0], 1, ...x.shape.slice(1)]);
const asSequence = (y: tf.Tensor) => y.reshape([y.shape[0], ...y.shape.slice(2)]);

/** With causal padding no output sees a later step (van den Oord and others 2016). */
function conv1d(layer: LayerFields, x: tf.Tensor): tf.Tensor {
  if (hasChannelsFirst(layer)) {
    refuse(
      layer,
      'dataFormat channelsFirst',
      'tf.layers itself computes and saves it wrongly; put tf.layers.permute before it',
    );
  }
  const config = layer.getConfig();
  const causal = config.padding === 'causal';
  const valid = { getConfig: { value: () => ({ ...config, padding: 'valid' }) } };
  const { kernelSize, strides, rates, padding } = geometryOf(causal ? Object.create(layer, valid) : layer);
  const geometry = { kernelSize: [1, ...kernelSize], strides: [1, ...strides], rates: [1, ...rates], padding };
  const past = causal
    ? tf.pad(x, [
        [0, 0],
        [(kernelSize[0] - 1) * rates[0], 0],
        [0, 0],
      ])
    : x;
  const kernel = layer.kernel.read();
  const weights = [asRow(past), kernel.reshape([1, ...kernel.shape]), layer.bias?.read()] as const;
  return withActivation(layer, (activation) => asSequence(convolve2d(conv2d, geometry, weights, activation)));
}

function conv3d(layer: LayerFields, x: tf.Tensor): tf.Tensor {
  const geometry = geometryOf(layer);
  const kernel = layer.kernel.read() as tf.Tensor5D;
  const strides = geometry.strides as [number, number, number];
  const linear = (x: tf.Tensor) => {
    const y = dilates(geometry)
      ? dilated(x, geometry, (x) => tf.conv3d(x as tf.Tensor5D, kernel, 1, 'valid'))
      : tf.conv3d(x as tf.Tensor5D, kernel, strides, geometry.padding);
    const bias = layer.bias?.read();
    return bias === undefined ? y : y.add(bias);
  };
  return activate(layer, channelsLast(layer, x, linear));
}

/** A side of a transposed convolution's result, as tf.layers has it. */
const grown = (size: number, taps: number, stride: number, padding: string) =>
  padding === 'same' ? size * stride : size * stride + Math.max(taps - stride, 0);

const transposed: LayerKernel = (layer, [x]) => {
  const { kernelSize, strides, padding } = undilated(layer);
  const kernel = layer.kernel.read();
  const linear = (x: tf.Tensor) => {
    const space = kernelSize.map((taps, i) => grown(x.shape[i + 1], taps, strides[i], padding));
    const outputShape = [x.shape[0], ...space, kernel.shape[kernel.rank - 2]];
    const y = transposedConvolution(x, kernel, { outputShape, strides, padding });
    const bias = layer.bias?.read();
    return bias === undefined ? y : y.add(bias);
  };
  return activate(layer, channelsLast(layer, x, linear));
};

export const convolutionKernels: Readonly<Record<string, LayerKernel>> = {
  Conv1D: (layer, [x]) => conv1d(layer, x),
  Conv2D(layer, [x]) {
    const geometry = geometryOf(layer);
    return convolved(layer, x, (x, activation) =>
      convolve2d(conv2d, geometry, [x, layer.kernel.read(), layer.bias?.read()], activation),
    );
  },
  Conv3D: (layer, [x]) => conv3d(layer, x),
  Conv2DTranspose: transposed,
  Conv3DTranspose: transposed,
  DepthwiseConv2D(layer, [x]) {
    const geometry = undilated(layer);
    return convolved(layer, x, (x, activation) =>
      convolve2d(depthwise, geometry, [x, layer.depthwiseKernel.read(), layer.bias?.read()], activation),
    );
  },
  SeparableConv2D(layer, [x]) {
    const geometry = geometryOf(layer);
    return convolved(layer, x, (x, activation) => {
      const each = convolve2d(depthwise, geometry, [x, layer.depthwiseKernel.read(), undefined], 'linear');
      const mixing = { strides: [1, 1], padding: 'valid', activation } as const;
      return conv2d(each, layer.pointwiseKernel.read(), layer.bias?.read(), mixing);
    });
  },
};
