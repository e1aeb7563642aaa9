import { UserError } from '../errors';
import type { tf } from '../tensorflow';
import type { NamedArray } from './safetensors';
import { setTorchWeights } from './torch-weights';

type State = Readonly<Record<string, NamedArray>>;

/** How a library names what is in a network. */
interface Layout {
  /** A key that only this layout has: the first convolution's. */
  readonly stem: string;
  /** Names of the classifier begin so. */
  readonly classifier: string;
  /** What this layout calls a layer of ours. @param layers names of all layers, in order. */
  nameOf(layer: string, layers: readonly string[]): string | undefined;
}

/** `block3b_expand_conv`: stage 3, its second block, the part. */
function blockOf(layer: string): { stage: number; place: number; part: string; block: string } | undefined {
  const found = /^(block(\d+)([a-z]))_(\w+)$/.exec(layer);
  if (found === null) return undefined;
  const [, block, stage, letter, part] = found;
  return { block, stage: Number(stage), place: letter.charCodeAt(0) - 'a'.charCodeAt(0), part };
}

/** Names by the part of a block: of one that expands, and of one that does not. */
interface Parts {
  readonly expanding: Readonly<Record<string, string>>;
  readonly plain: Readonly<Record<string, string>>;
}

function partName({ expanding, plain }: Parts, layers: readonly string[], block: string, part: string) {
  return (layers.includes(`${block}_expand_conv`) ? expanding : plain)[part];
}

const TIMM: Parts = {
  expanding: {
    expand_conv: 'conv_pw',
    expand_bn: 'bn1',
    dwconv: 'conv_dw',
    bn: 'bn2',
    se_reduce: 'se.conv_reduce',
    se_expand: 'se.conv_expand',
    project_conv: 'conv_pwl',
    project_bn: 'bn3',
  },
  plain: {
    dwconv: 'conv_dw',
    bn: 'bn1',
    se_reduce: 'se.conv_reduce',
    se_expand: 'se.conv_expand',
    project_conv: 'conv_pw',
    project_bn: 'bn2',
  },
};

const TORCHVISION: Parts = {
  expanding: {
    expand_conv: 'block.0.0',
    expand_bn: 'block.0.1',
    dwconv: 'block.1.0',
    bn: 'block.1.1',
    se_reduce: 'block.2.fc1',
    se_expand: 'block.2.fc2',
    project_conv: 'block.3.0',
    project_bn: 'block.3.1',
  },
  plain: {
    dwconv: 'block.0.0',
    bn: 'block.0.1',
    se_reduce: 'block.1.fc1',
    se_expand: 'block.1.fc2',
    project_conv: 'block.2.0',
    project_bn: 'block.2.1',
  },
};

const LITE: Readonly<Record<string, string>> = {
  expand_conv: '_expand_conv',
  expand_bn: '_bn0',
  dwconv: '_depthwise_conv',
  bn: '_bn1',
  project_conv: '_project_conv',
  project_bn: '_bn2',
};

const ends = (stemConv: string, stemBn: string, topConv: string, topBn: string, predictions: string) =>
  ({ stem_conv: stemConv, stem_bn: stemBn, top_conv: topConv, top_bn: topBn, predictions }) as Record<string, string>;

const TIMM_ENDS = ends('conv_stem', 'bn1', 'conv_head', 'bn2', 'classifier');
const TORCHVISION_ENDS = ends('features.0.0', 'features.0.1', 'features.8.0', 'features.8.1', 'classifier.1');
const LITE_ENDS = ends('_conv_stem', '_bn0', '_conv_head', '_bn1', '_fc');

const LAYOUTS: Readonly<Record<string, Layout>> = {
  timm: {
    stem: 'conv_stem.weight',
    classifier: 'classifier.',
    nameOf(layer, layers) {
      const at = blockOf(layer);
      if (at === undefined) return TIMM_ENDS[layer];
      return `blocks.${at.stage - 1}.${at.place}.${partName(TIMM, layers, at.block, at.part)}`;
    },
  },
  torchvision: {
    stem: 'features.0.0.weight',
    classifier: 'classifier.',
    nameOf(layer, layers) {
      const at = blockOf(layer);
      if (at === undefined) return TORCHVISION_ENDS[layer];
      return `features.${at.stage}.${at.place}.${partName(TORCHVISION, layers, at.block, at.part)}`;
    },
  },
  'efficientnet-pytorch': {
    stem: '_conv_stem.weight',
    classifier: '_fc.',
    nameOf(layer, layers) {
      const at = blockOf(layer);
      if (at === undefined) return LITE_ENDS[layer];
      const blocks = [...new Set(layers.flatMap((name) => blockOf(name)?.block ?? []))];
      return `_blocks.${blocks.indexOf(at.block)}.${LITE[at.part]}`;
    },
  },
  resnet: { stem: 'conv1.weight', classifier: 'fc.', nameOf: (layer) => layer },
  aisfx: {
    stem: 'embedding_net.conv_block1.conv1.weight',
    // Everything behind the 512 features: the authors' own classes.
    classifier: 'fc.',
    nameOf: (layer) => `embedding_net.${layer}`,
  },
};

/**
 * Gives a model that is in the registry of published networks their weights: EfficientNet as timm, torchvision and
 * efficientnet-lite name them, ResNet-18 as both, aisfx.
 *
 * The classifier is taken where it has as many classes as the model's; else the model keeps its own, to be trained. A
 * model of one channel gets the sum of the first convolution's three, which is what it computes of a grey picture.
 *
 * @throws UserError where the weights are of none of these layouts, or do not fit the model; nothing is changed then.
 */
export function setPretrainedWeights(model: tf.LayersModel, state: State): void {
  const layout = Object.values(LAYOUTS).find(({ stem }) => stem in state);
  if (layout === undefined) {
    throw new UserError(
      `the weights are named in no way that is known here (${Object.keys(LAYOUTS).join(', ')}); their first name is ${Object.keys(state)[0] ?? 'missing'}.`,
    );
  }
  const layers = model.layers.map(({ name }) => name);
  const last = model.layers[model.layers.length - 1];
  const classes = Object.entries(state).find(([key]) => key.startsWith(layout.classifier) && key.endsWith('.bias'));
  const keeps = last.getClassName() === 'Dense' && classes?.[1].shape[0] !== last.outputShape[1];
  setTorchWeights(model, greyStem(model, state, layout.stem), {
    nameOf: (layer) => (keeps && layer === last.name ? undefined : layout.nameOf(layer, layers)),
    leave: (key) => key.startsWith(layout.classifier),
  });
}

/** The first convolution's kernel summed over its three channels, where the model has one. */
function greyStem(model: tf.LayersModel, state: State, key: string): State {
  const { shape, data } = state[key];
  const [filters, channels, height, width] = shape;
  if (model.inputs[0].shape[3] !== 1 || channels === 1) return state;
  const size = height * width;
  const sum = new Float32Array(filters * size);
  for (let i = 0; i < sum.length; i++) {
    const [filter, place] = [Math.floor(i / size), i % size];
    for (let channel = 0; channel < channels; channel++) sum[i] += data[(filter * channels + channel) * size + place];
  }
  return { ...state, [key]: { shape: [filters, 1, height, width], data: sum } };
}
