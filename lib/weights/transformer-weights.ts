import { UserError } from '../errors';
import type { tf } from '../tensorflow';
import { interpolatePositions } from './interpolate-positions';
import type { NamedArray } from './safetensors';
import { setTorchWeights } from './torch-weights';

type State = Readonly<Record<string, NamedArray>>;
type Grid = readonly [rows: number, columns: number];

export interface TransformerWeightsOptions {
  /** Rows and columns of the patches in the file, where they are no square. */
  readonly grid?: Grid;
  /** Whether the file's spectrograms have time downwards, as AudioMAE's; ours have frequency. Default false. */
  readonly timeDown?: boolean;
}

const STEM = 'patch_embed.proj.weight';
const POSITIONS = ['pos_embed', 'decoder_pos_embed'];
const HEAD = ['head.', 'fc_norm.'];
const DECODER = ['mask_token', 'decoder_'];

/**
 * Gives a model of `audioMae` weights that timm or the authors of AudioMAE laid out: positions are interpolated where
 * the grid of patches is another, a classifier of other classes is left aside, and so is a decoder that the model lacks.
 * What the file lacks of classifier and decoder keeps its own weights.
 * @throws UserError where the weights are no such ones, or do not fit the model; nothing is changed then.
 */
export function setTransformerWeights(
  model: tf.LayersModel,
  state: State,
  { grid, timeDown = false }: TransformerWeightsOptions = {},
): void {
  if (!(STEM in state)) {
    throw new UserError(
      `the weights lack ${STEM}: they are of no transformer of patches; their first name is ${Object.keys(state)[0] ?? 'missing'}.`,
    );
  }
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const turned = timeDown ? withTimeAcross(state, grid) : state;
  const own = gridOf(layers.get('pos_embed'));
  const from: Grid | undefined = grid && timeDown ? [grid[1], grid[0]] : grid;
  const moved = Object.fromEntries(
    Object.entries(turned).map(([name, array]) => [
      name,
      POSITIONS.includes(name) ? toGrid(array, own, name, from) : array,
    ]),
  );
  const fits = (name: string) =>
    `${name}.bias` in moved && String(moved[`${name}.bias`].shape) === String(layers.get(name)?.weights.at(-1)?.shape);
  const isSpare = (key: string) => [...HEAD, ...DECODER].some((start) => key.startsWith(start));
  const has = (layer: string) => Object.keys(moved).some((key) => key === layer || key.startsWith(`${layer}.`));
  setTorchWeights(model, moved, {
    nameOf: (layer) => {
      const spare = isSpare(layer) || isSpare(`${layer}.`);
      if (spare && (!has(layer) || (layer === 'head' && !fits(layer)))) return undefined;
      return layer;
    },
    leave: isSpare,
  });
}

function gridOf(layer: tf.layers.Layer | undefined): Grid {
  const grid = layer?.getConfig().grid;
  if (!Array.isArray(grid)) throw new UserError('the model has no positions of patches: build it by audioMae().');
  return grid as unknown as Grid;
}

/** Positions [1, 1 + patches, size] of the file, of the model's grid. */
function toGrid({ shape, data }: NamedArray, own: Grid, name: string, grid?: Grid): NamedArray {
  const patches = shape[1] - 1;
  const side = Math.round(Math.sqrt(patches));
  const from = grid ?? [side, side];
  if (from[0] * from[1] !== patches) {
    throw new UserError(
      `${name} has ${patches} patches, which are no ${from[0]} x ${from[1]}: say which grid they are.`,
    );
  }
  if (from[0] === own[0] && from[1] === own[1]) return { shape, data };
  return { shape: [1, 1 + own[0] * own[1], shape[2]], data: interpolatePositions(data, shape[2], from, own) };
}

/** The encoder with rows and columns of its patches exchanged; the decoder of such files is another network. */
function withTimeAcross(state: State, grid?: Grid): State {
  const [filters, channels, height, width] = state[STEM].shape;
  const encoder = Object.entries(state).filter(([key]) => !DECODER.some((start) => key.startsWith(start)));
  const kernel = {
    shape: [filters, channels, width, height],
    data: exchanged(state[STEM].data, [filters * channels, height, width, 1]),
  };
  const { shape, data } = state.pos_embed;
  const side = Math.round(Math.sqrt(shape[1] - 1));
  const [rows, columns] = grid ?? [side, side];
  const positions = new Float32Array(data.length);
  positions.set(data.subarray(0, shape[2]));
  positions.set(exchanged(data.subarray(shape[2]), [1, rows, columns, shape[2]]), shape[2]);
  return { ...Object.fromEntries(encoder), [STEM]: kernel, pos_embed: { shape, data: positions } };
}

/** [count, rows, columns, size] -> [count, columns, rows, size] */
function exchanged(
  data: ArrayLike<number>,
  [count, rows, columns, size]: readonly [number, number, number, number],
): Float32Array {
  return Float32Array.from({ length: count * rows * columns * size }, (_, i) => {
    const place = i % size;
    const row = Math.floor(i / size) % rows;
    const column = Math.floor(i / (size * rows)) % columns;
    const which = Math.floor(i / (size * rows * columns));
    return data[((which * rows + row) * columns + column) * size + place];
  });
}
