import { z } from 'zod';
import { UserError } from '../errors';
import { getLocale } from '../locale';
import { checkOptions, flag, integer, listOf, number, object, oneOf, oneOfNumbers, text } from '../options';
import { outputActivation, type tf } from '../tensorflow';
import type { ModelDescription } from '../weights';
import { checkFitsModel } from '../weights/card-fits-model';
import { encodeHalves } from '../weights/halves';
import { type CheckedDescription, checkDescription } from '../weights/model-description';
import type { PageContent, PageInput, PageModel, PageOutput, WeightSpec } from './page-content';
import { escapeText, pageHtml } from './page-html';
import { pageScript } from './page-script';
import { pageTexts } from './texts';

/** What a page is made of; classes, thresholds, preprocessing and licences are those of the model's card. */
export interface LiveOptions
  extends Pick<ModelDescription, 'preprocessing' | 'classNames' | 'thresholds' | 'licence' | 'pretrained'> {
  readonly title?: string;
  /** What the reader gives; default what the preprocessing is for. A digit needs none. */
  readonly input?: 'digit' | 'picture' | 'sound' | 'sliders';
  /** From where sliders start and how far they reach: at least two inputs of the model. */
  readonly examples?: readonly (readonly number[])[];
  /** [height, width, channels] of a picture that comes out flat. */
  readonly picture?: readonly [height: number, width: number, channels: 1 | 3];
  /** Said before all answers. */
  readonly notice?: string;
  /** Weights as float16 make half the page; outputs then differ by about 1e-3. Default false. */
  readonly half?: boolean;
  /** Of the frame in a notebook, in pixels; default 500. */
  readonly height?: number;
}

/** A page in which models answer: `show` puts it into a cell and its report, `page` is a file of its own. */
export interface LivePage {
  /** A frame that holds the page, closed off from the notebook around it. */
  readonly html: string;
  /** What is printed where nothing is shown. */
  readonly text: string;
  /** The whole page. */
  readonly page: string;
}

const OPTIONS = object({
  title: text.default('Cahier'),
  input: oneOf('digit', 'picture', 'sound', 'sliders').optional(),
  examples: listOf(listOf(number())).optional(),
  picture: z.tuple([integer({ min: 1 }), integer({ min: 1 }), oneOfNumbers(1, 3)]).optional(),
  notice: text.optional(),
  half: flag.default(false),
  height: integer({ min: 100, max: 4000 }).default(500),
});

type Checked = z.output<typeof OPTIONS>;

/**
 * A page in which trained models answer the reader, offline and without a server: `show(await live({ CNN: cnn, LSTM:
 * lstm }, { input: 'digit', classNames }))`. It computes with the sources of this library on tfjs' WebAssembly back end;
 * outputs equal Node's within 1e-4.
 *
 * @param models by the names under which they answer, side by side; all take the same inputs, and have one output:
 * probabilities or logits of classes, or a picture.
 * @throws UserError where models and options do not fit, or a page cannot ask for such inputs.
 */
export async function live(
  models: Readonly<Record<string, tf.LayersModel>>,
  options: LiveOptions = {},
): Promise<LivePage> {
  const { description, ...given } = checked(options);
  const entries = Object.entries(models);
  if (entries.length === 0) throw new UserError('live: there is no model; give { NAME: model }.');
  for (const [, model] of entries) checkFitsModel('live', model, description);
  const [[, first]] = entries;
  const content: PageContent = {
    title: given.title,
    models: entries.map(([name, model]) => pageModel(name, model, given.half)),
    input: inputOf(first, description, given),
    output: outputOf(first, description, given),
    ...(given.notice !== undefined && { notice: given.notice }),
    ...creditsOf(description),
    texts: pageTexts(),
    language: getLocale(),
  };
  const page = pageHtml(content, await pageScript());
  return { html: frameOf(page, given.title, given.height), text: `${given.title} (page)`, page };
}

function checked({ preprocessing, classNames, thresholds, licence, pretrained, ...own }: LiveOptions) {
  const description = checkDescription('live', { preprocessing, classNames, thresholds, licence, pretrained });
  return { ...checkOptions('live', OPTIONS, own), description };
}

function pageModel(name: string, model: tf.LayersModel, half: boolean): PageModel {
  const weights = model.weights.map((weight) => {
    const spec = {
      name: weight.originalName,
      shape: weight.shape as number[],
      dtype: weight.dtype as WeightSpec['dtype'],
    };
    const values = weight.read().dataSync();
    if (!half || spec.dtype !== 'float32') return { spec, bytes: bytesOf(values) };
    const quantization = { dtype: 'float16', original_dtype: 'float32' } as const;
    return { spec: { ...spec, quantization }, bytes: bytesOf(encodeHalves(values as Float32Array)) };
  });
  return {
    name,
    topology: model.toJSON(null, false) as object,
    weightSpecs: weights.map(({ spec }) => spec),
    weights: Buffer.concat(weights.map(({ bytes }) => bytes)).toString('base64'),
    logits: model.outputs[0].shape.length === 2 && outputActivation(model) === 'linear',
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => new Uint8Array(buffer, byteOffset, byteLength);

function inputOf(
  model: tf.LayersModel,
  { preprocessing }: CheckedDescription,
  { input, examples }: Checked,
): PageInput {
  const kind = input ?? { image: 'picture', sound: 'sound', raw: undefined }[preprocessing?.kind ?? 'raw'];
  const size = model.inputs[0].shape.slice(1).reduce<number>((product, side) => product * (side ?? Number.NaN), 1);
  if (kind === 'picture' && preprocessing?.kind === 'image') return { kind, preprocessing };
  if (kind === 'sound' && preprocessing?.kind === 'sound') return { kind, preprocessing };
  if (kind === 'digit') {
    if (size === 784) return { kind };
    throw new UserError(`live: a drawn digit has 28 x 28 pixels, but model ${model.name} takes ${size} values.`);
  }
  if (kind === 'sliders') {
    if (examples !== undefined && examples.length > 1 && examples.every(({ length }) => length === size)) {
      return { kind, examples };
    }
    throw new UserError(
      `live: sliders need examples, at least two of the ${size} values that model ${model.name} takes.`,
    );
  }
  throw new UserError(
    kind === undefined
      ? "live: nothing says what the reader gives; give input, 'digit' or 'sliders', or the preprocessing of the model's card."
      : `live: input '${kind}' needs the preprocessing of the model's card, of the same kind.`,
  );
}

/** Classes where they are named, else a picture. */
function outputOf(
  { name, outputs }: tf.LayersModel,
  { classNames, thresholds }: CheckedDescription,
  { picture }: Checked,
): PageOutput {
  if (classNames !== undefined) return { kind: 'classes', classNames, ...(thresholds && { thresholds }) };
  const shape = outputs[0].shape.slice(1) as number[];
  const [height, width, channels] = picture ?? shape;
  const isWhole = height * width * channels === shape.reduce((product, side) => product * side, 1);
  if (isWhole && (channels === 1 || channels === 3)) return { kind: 'picture', height, width, channels };
  throw new UserError(
    `live: outputs [${shape.join(', ')}] of model ${name} are neither classes, which want classNames, nor a picture; of one that comes out flat give picture: [height, width, channels].`,
  );
}

function creditsOf({ licence, pretrained = [] }: CheckedDescription): { credits?: string } {
  const given = pretrained.map(({ name, authors, licence }) => `${name}: ${authors}, ${licence}`);
  const credits = [...(licence === undefined ? [] : [licence]), ...given].join(' · ');
  return credits === '' ? {} : { credits };
}

/** Scripts run in it, but as of no origin: what surrounds it is out of reach. */
function frameOf(page: string, title: string, height: number): string {
  return `<iframe sandbox="allow-scripts" title="${escapeText(title)}" srcdoc="${escapeText(page)}" style="box-sizing:border-box;width:100%;height:${height}px;border:1px solid #8884;border-radius:6px"></iframe>`;
}
