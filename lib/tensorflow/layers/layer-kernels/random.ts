import { tf } from '../../graph/backend';
import { draw, mixSeed, type RandomSource, seedPair } from '../../graph/random';
import { dropout } from '../../kernels/dropout';
import type { LayerContext, LayerKernel } from '../layer-context';
import type { LayerFields } from '../layer-fields';
import { refuse } from '../refuse';

/** The layer's own source of random numbers; where it has a seed, the same in every run. */
export function sourceOf(layer: LayerFields, { random }: LayerContext): RandomSource {
  if (random === undefined) throw new Error(`layer ${layer.name} drops at random: forward() needs \`random\``);
  const { seed } = layer.getConfig();
  return seed == null ? random : { seed: mixSeed(seed as number, 0), step: random.step };
}

/** @throws UserError where everything would be dropped: tf.layers then drops nothing, and Keras everything. */
export function checkRate(layer: LayerFields, rate: number, option = 'rate'): void {
  if (!(rate >= 0 && rate < 1)) refuse(layer, `${option} ${rate}`, 'give one from 0 to less than 1');
}

/** A layer that changes its input at random in training alone. */
const inTraining =
  (change: (layer: LayerFields, x: tf.Tensor, source: RandomSource) => tf.Tensor): LayerKernel =>
  (layer, [x], context) => {
    if (layer.getConfig().rate !== undefined) checkRate(layer, layer.getConfig().rate as number);
    return context.training ? change(layer, x, sourceOf(layer, context)) : x;
  };

/** Whole in its null places: a noise shape [null, 1, null] drops the same channels at each step. */
const noiseShapeOf = (layer: LayerFields, x: tf.Tensor) =>
  (layer as unknown as { noiseShape?: (number | null)[] }).noiseShape?.map((size, axis) => size ?? x.shape[axis]);

const normal = (x: tf.Tensor, source: RandomSource) => draw('normal', x.shape, seedPair(source));

/** What a dropped unit of a scaled exponential linear network is set to (Klambauer and others 2017). */
const ALPHA = -1.7580993408473766;

function alphaDropout(x: tf.Tensor, rate: number, source: RandomSource, shape: readonly number[]): tf.Tensor {
  const kept = draw('uniform', shape, seedPair(source)).greaterEqual(rate);
  const scale = ((1 - rate) * (1 + rate * ALPHA ** 2)) ** -0.5;
  const dropped = tf.where(kept, x, tf.scalar(ALPHA));
  return dropped.mul(scale).add(-scale * ALPHA * rate);
}

export const randomKernels: Readonly<Record<string, LayerKernel>> = {
  Dropout: inTraining((layer, x, source) =>
    dropout(x, layer.getConfig().rate as number, seedPair(source), noiseShapeOf(layer, x)),
  ),
  SpatialDropout1D: inTraining((layer, x, source) =>
    dropout(x, layer.getConfig().rate as number, seedPair(source), [x.shape[0], 1, ...x.shape.slice(2)]),
  ),
  GaussianNoise: inTraining((layer, x, source) => x.add(normal(x, source).mul(layer.getConfig().stddev as number))),
  GaussianDropout: inTraining((layer, x, source) => {
    const rate = layer.getConfig().rate as number;
    return x.mul(
      normal(x, source)
        .mul(Math.sqrt(rate / (1 - rate)))
        .add(1),
    );
  }),
  AlphaDropout: inTraining((layer, x, source) =>
    alphaDropout(x, layer.getConfig().rate as number, source, noiseShapeOf(layer, x) ?? x.shape),
  ),
};
