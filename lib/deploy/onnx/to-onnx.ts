/**
 * A tf.LayersModel as an ONNX file: for onnxruntime on any machine, and for whatever else reads the format.
 *
 * The layers are walked, not a traced graph: ONNX has operators for whole LSTMs and normalisations, whose fused kernels
 * here have no twin.
 */

import { UserError } from '../../errors';
import type { tf } from '../../tensorflow';
import type { Converter, ExportedLayer } from './converter';
import { converters } from './converters';
import { type LaidValue, plain, plainOrder } from './laid-value';
import { OnnxGraph, type OnnxValue } from './onnx-graph';

/** What is computed of the input before the first layer, so that the file takes what people have. */
export interface OnnxInput {
  /** Bytes from 0 to 255, as a decoded picture holds them. */
  readonly type: 'uint8';
  /** What 0 and 255 become; default [0, 1]. */
  readonly range?: readonly [number, number];
  /** By channel, after `range`: (x - mean) / deviation. */
  readonly mean?: readonly number[];
  readonly deviation?: readonly number[];
}

/** Features of sounds [bands, frames, channels], brought to z-scores within the graph. */
export interface OnnxFeatures {
  readonly type: 'float32';
  /** Row-major [bands, channels]. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export interface OnnxOptions {
  /** Default: float32 as the model takes it. */
  readonly input?: OnnxInput | OnnxFeatures;
  /** Kept in the file: class names, provenance, licence. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** How layers of one's own are written, by class name. */
  readonly converters?: Readonly<Record<string, Converter>>;
}

export interface OnnxModel {
  /** The file: operator set 20, IR version 9. */
  readonly bytes: Uint8Array;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Operators by how often they stand in the graph. */
  readonly operators: ReadonlyMap<string, number>;
}

/**
 * Writes a model, with its present weights, as ONNX. Inputs and outputs have the names of the model's own, the shapes
 * of tf.layers (channels last) and any number of examples.
 *
 * @throws UserError where a layer has no twin in ONNX, naming layer and option.
 */
export function toOnnx(
  model: tf.LayersModel,
  { input, metadata = {}, converters: own = {} }: OnnxOptions = {},
): OnnxModel {
  const graph = new OnnxGraph();
  const inputs = model.inputs.map(({ name, shape }): OnnxValue => {
    const sides = shape.map((side, axis) => side ?? (axis === 0 ? 'batch' : `side${axis}`));
    return { name: graph.fresh(name), shape: sides, type: input?.type ?? 'float32' };
  });
  const values = inputs.map(({ name }, i): LaidValue => {
    const shape = model.inputs[i].shape.map((side) => side ?? -1);
    const given = { name, shape, order: plainOrder(shape.length) };
    if (input === undefined) return given;
    return input.type === 'float32' ? fromFeatures(graph, given, input) : fromBytes(graph, given, input);
  });
  const results = new Walk(graph, { ...converters, ...own }).outputs(model, values);
  const outputs = results.map((value, i): OnnxValue => {
    const { name, shape } = model.outputs[i];
    const wanted = graph.fresh(`${name.split('/')[0]}_output`);
    graph.addAll('Identity', [plain(graph, value).name], {}, [wanted]);
    return {
      name: wanted,
      shape: shape.map((side, axis) => side ?? (axis === 0 ? 'batch' : `out${axis}`)),
      type: 'float32',
    };
  });
  const bytes = graph.serialize({ name: model.name, inputs, outputs, metadata });
  return { bytes, inputs, outputs, operators: graph.operators };
}

function fromBytes(graph: OnnxGraph, value: LaidValue, { range = [0, 1], mean, deviation }: OnnxInput): LaidValue {
  const channels = value.shape[value.shape.length - 1];
  const [low, high] = range;
  const scale = Float32Array.from({ length: channels }, (_, i) => (high - low) / 255 / (deviation?.[i] ?? 1));
  const offset = Float32Array.from({ length: channels }, (_, i) => (low - (mean?.[i] ?? 0)) / (deviation?.[i] ?? 1));
  return { ...value, name: graph.add('Cast', [value.name], { to: 1 }), pending: { scale, offset } };
}

/** As `standardize` has it: a band that never changes is divided by this. */
const SMALLEST = 1e-6;

function fromFeatures(graph: OnnxGraph, value: LaidValue, { mean, deviation }: OnnxFeatures): LaidValue {
  const [, bands, , channels] = value.shape;
  if (value.shape.length !== 4 || mean.length !== bands * channels) {
    throw new UserError(
      `toOnnx: statistics of ${mean.length} cells do not fit inputs [${value.shape.slice(1).join(', ')}]; a model of features takes [bands, frames, channels].`,
    );
  }
  const shape = [bands, 1, channels];
  const centred = graph.add('Sub', [value.name, graph.floats('mean', shape, mean)]);
  const divisors = deviation.map((each) => Math.max(each, SMALLEST));
  return { ...value, name: graph.add('Div', [centred, graph.floats('deviation', shape, divisors)]) };
}

type Node = { readonly inputTensors: tf.SymbolicTensor[]; readonly outputTensors: tf.SymbolicTensor[] };
type WalkedLayer = ExportedLayer & { readonly inboundNodes: readonly Node[] } & Pick<
    tf.LayersModel,
    'inputs' | 'outputs'
  >;

/** Writes the layers of models, nested ones too, in the order in which they are needed. */
class Walk {
  constructor(
    private readonly graph: OnnxGraph,
    private readonly table: Readonly<Record<string, Converter>>,
  ) {}

  outputs(model: Pick<tf.LayersModel, 'inputs' | 'outputs'>, inputs: readonly LaidValue[]): LaidValue[] {
    const known = new Map<number, LaidValue>(model.inputs.map(({ id }, i) => [id, inputs[i]]));
    const compute = (symbol: tf.SymbolicTensor): LaidValue => {
      const done = known.get(symbol.id);
      if (done !== undefined) return done;
      const layer = symbol.sourceLayer as unknown as WalkedLayer;
      const { inputTensors, outputTensors } = layer.inboundNodes[symbol.nodeIndex];
      const values = this.layer(layer, inputTensors.map(compute), inputTensors[0], outputTensors);
      outputTensors.forEach(({ id }, i) => {
        known.set(id, values[i]);
      });
      return values[symbol.outputTensorIndex ?? 0];
    };
    return model.outputs.map(compute);
  }

  private layer(
    layer: WalkedLayer,
    inputs: LaidValue[],
    before: tf.SymbolicTensor,
    outputs: readonly tf.SymbolicTensor[],
  ): LaidValue[] {
    // A model within a model is walked as it is.
    if (Array.isArray(layer.outputs) && Array.isArray(layer.inputs)) return this.outputs(layer, inputs);
    const kind = layer.getClassName();
    const refuse = (sentence: string): never => {
      throw new UserError(`toOnnx: layer ${layer.name} (${kind}): ${sentence}.`);
    };
    const convert = this.table[kind];
    if (convert === undefined) refuse('this class of layers has no twin in ONNX; give toOnnx a converter of your own');
    const config = layer.getConfig();
    const outputShape = outputs[0].shape.map((side) => side ?? -1);
    const place = { graph: this.graph, layer, config, outputShape, afterLinear: isLinear(before), refuse };
    return [convert(place, ...inputs)].flat();
  }
}

const LINEAR = ['Conv1D', 'Conv2D', 'Conv3D', 'DepthwiseConv2D', 'SeparableConv2D', 'Conv2DTranspose'];

function isLinear({ sourceLayer }: tf.SymbolicTensor): boolean {
  return LINEAR.includes(sourceLayer.getClassName()) && (sourceLayer.getConfig().activation ?? 'linear') === 'linear';
}
