import type { Converter } from '../converter';
import { type LaidValue, plain, plainOrder, settled } from '../laid-value';

/** What does nothing once a model is trained. */
export const identity: Converter = (_, value) => value;

/** Flatten: the entries stay where they lie, and a dense layer behind it has its kernel's rows in that order. */
export const flatten: Converter = (place, value) => {
  const { graph, outputShape } = place;
  if (value.order[0] !== 0 || value.shape.slice(1).some((side) => side < 0)) return reshape(place, value);
  const rows = placesOf(value);
  const channels = value.shape[value.shape.length - 1];
  const spread = (numbers: Float32Array) => Float32Array.from(rows, (row) => numbers[row % channels]);
  const moved = rows.some((row, place) => row !== place);
  return {
    name: graph.add('Flatten', [value.rows === undefined ? value.name : settled(graph, value).name]),
    shape: outputShape,
    order: [0, 1],
    ...(moved && { rows }),
    ...(value.pending && { pending: { scale: spread(value.pending.scale), offset: spread(value.pending.offset) } }),
  };
};

/** Entry i of a value as it lies is entry placesOf(value)[i] as tf.layers has it. */
function placesOf({ shape, order }: LaidValue): Int32Array {
  const sides = order.slice(1).map((axis) => shape[axis]);
  const strides = order.slice(1).map((axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const size = sides.reduce((product, side) => product * side, 1);
  return Int32Array.from({ length: size }, (_, index) => {
    let rest = index;
    let place = 0;
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      place += (rest % sides[axis]) * strides[axis];
      rest = Math.floor(rest / sides[axis]);
    }
    return place;
  });
}

/** Reshape; one side besides the batch may vary. */
export const reshape: Converter = ({ graph, outputShape, refuse }, value) => {
  const x = plain(graph, value);
  if (outputShape.slice(1).some((side) => side < 0))
    refuse('a shape that varies has no twin; give the model a fixed size');
  const shape = graph.ints('shape', [-1, ...outputShape.slice(1)]);
  return { name: graph.add('Reshape', [x.name, shape]), shape: outputShape, order: plainOrder(outputShape.length) };
};

/** Permute moves nothing: the axes have other names. */
export const permute: Converter = ({ graph, config, outputShape }, value) => {
  const x = settled(graph, value);
  const axes = [0, ...(config.dims as number[])];
  return { name: x.name, shape: outputShape, order: x.order.map((axis) => axes.indexOf(axis)) };
};

export const repeatVector: Converter = ({ graph, config, outputShape }, value) => {
  const x = plain(graph, value);
  const row = graph.add('Unsqueeze', [x.name, graph.ints('axes', [1])]);
  const name = graph.add('Tile', [row, graph.ints('repeats', [1, config.n as number, 1])]);
  return { name, shape: outputShape, order: [0, 1, 2] };
};

/** ZeroPadding2D. */
export const zeroPadding: Converter = ({ graph, config, outputShape }, value) => {
  const x = settled(graph, value);
  const [[top, bottom], [left, right]] = config.padding as [number, number][];
  const [begins, ends] = [
    [0, top, left, 0],
    [0, bottom, right, 0],
  ];
  const pads = graph.ints('pads', [...x.order.map((axis) => begins[axis]), ...x.order.map((axis) => ends[axis])]);
  return { ...x, shape: outputShape, name: graph.add('Pad', [x.name, pads]) };
};

/** Cropping2D. */
export const cropping: Converter = ({ graph, config, outputShape, refuse }, value) => {
  const x = settled(graph, value);
  const [[top, bottom], [left, right]] = config.cropping as [number, number][];
  if (value.shape.slice(1, 3).some((side) => side < 0)) refuse('a picture whose size varies has no twin');
  const starts = graph.ints('starts', [top, left]);
  const ends = graph.ints('ends', [value.shape[1] - bottom, value.shape[2] - right]);
  const axes = graph.ints(
    'axes',
    [1, 2].map((axis) => x.order.indexOf(axis)),
  );
  return { ...x, shape: outputShape, name: graph.add('Slice', [x.name, starts, ends, axes]) };
};

/** UpSampling2D. */
export const upSampling: Converter = ({ graph, config, outputShape, refuse }, value) => {
  const x = settled(graph, value);
  const { interpolation = 'nearest' } = config;
  if (interpolation !== 'nearest' && interpolation !== 'bilinear') refuse(`interpolation ${interpolation} has no twin`);
  const [vertical, horizontal] = config.size as [number, number];
  const scales = x.order.map((axis) => [1, vertical, horizontal, 1][axis]);
  const sizes = graph.floats('scales', [4], scales);
  const nearest = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
  const linear = { mode: 'linear', coordinate_transformation_mode: 'asymmetric' };
  const attributes = interpolation === 'nearest' ? nearest : linear;
  return { ...x, shape: outputShape, name: graph.add('Resize', [x.name, '', sizes], attributes) };
};
