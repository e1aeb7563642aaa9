import { counted, number, translated, typography } from '../locale';
import type { tf } from '../tensorflow';
import { showHtml } from './display';
import { escapeHtml } from './html';
import { layerText } from './layer-text';

/** Of the drawing, in its own units. */
const WIDTH = 820;
const ROW = 34;
const WIDEST_BAR = 250;
const NARROWEST_BAR = 14;

/** Kinds of layers by what they do; each has a colour and, in the legend, a word, so that colour alone says nothing. */
const families = [
  { name: 'motif', color: '#0072B2', kinds: /^(Conv|Depthwise|Separable)/ },
  { name: 'sequence', color: '#CC79A7', kinds: /^(LSTM|GRU|SimpleRNN|Bidirectional)/ },
  { name: 'dense', color: '#D55E00', kinds: /^Dense/ },
  { name: 'pooling', color: '#009E73', kinds: /Pooling/ },
  { name: 'same', color: '#6B6B6B', kinds: /^(BatchNorm|LayerNorm|Dropout|Activation|ReLU)/ },
  { name: 'other', color: '#E69F00', kinds: /./ },
] as const;

type Family = (typeof families)[number];

const words = (): Readonly<Record<Family['name'], string>> => ({
  motif: translated`looks for patterns`,
  sequence: translated`reads a sequence`,
  dense: translated`combines everything`,
  pooling: translated`shrinks`,
  same: translated`regulates, and keeps the shape`,
  other: translated`arranges otherwise`,
});

const familyOf = (layer: tf.layers.Layer) => families.find(({ kinds }) => kinds.test(layer.getClassName()))!;

/** Numbers that one example becomes behind a layer; 0 where a side is not known. */
const sizeOf = (shape: readonly (number | null)[]) =>
  shape.slice(1).reduce<number>((size, side) => size * (side ?? 0), 1);

const sidesOf = (shape: readonly (number | null)[]) =>
  shape
    .slice(1)
    .map((side) => (side === null ? '?' : number(side)))
    .join(' × ');

/**
 * A model as a drawing, made of the model itself: a bar a layer, as wide as the logarithm of what one example becomes
 * there, with its shape and its parameters.
 */
export function drawModel(model: tf.LayersModel): void {
  const { html, text } = modelDrawing(model);
  showHtml(html, text);
}

/** The drawing as HTML, and in words. */
export function modelDrawing(model: tf.LayersModel): { readonly html: string; readonly text: string } {
  const layers = model.layers.map((layer) => ({
    layer,
    family: familyOf(layer),
    shape: layer.outputShape as (number | null)[],
  }));
  const largest = Math.max(2, ...layers.map(({ shape }) => sizeOf(shape)));
  const rows = layers.map(({ layer, family, shape }, i) => {
    const share = Math.log(Math.max(1, sizeOf(shape))) / Math.log(largest);
    const width = NARROWEST_BAR + (WIDEST_BAR - NARROWEST_BAR) * share;
    const y = 10 + i * ROW;
    const parameters = layer.countParams() === 0 ? '' : counted(layer.countParams(), translated`parameter`);
    const label = (x: number, written: string, anchor = 'start') =>
      `<text x='${x}' y='${y + 17}' text-anchor='${anchor}' fill='currentColor'>${escapeHtml(typography(written))}</text>`;
    const bar = `<rect x='${(WIDEST_BAR - width) / 2 + 10}' y='${y}' width='${width}' height='${ROW - 9}' rx='4' fill='${family.color}'/>`;
    return `${bar}${label(WIDEST_BAR + 30, layerText(layer))}${label(WIDTH - 190, sidesOf(shape), 'end')}${label(WIDTH - 10, parameters, 'end')}`;
  });
  const height = 20 + layers.length * ROW;
  const text = describe(model);
  const font = `font-family='system-ui,"Segoe UI","DejaVu Sans",sans-serif' font-size='15'`;
  const svg = `<svg role='img' aria-label='${escapeHtml(text)}' viewBox='0 0 ${WIDTH} ${height}' width='${WIDTH}' style='max-width:100%;height:auto' ${font}>${rows.join('')}</svg>`;
  return { html: `${svg}${legend(layers.map(({ family }) => family))}`, text };
}

function legend(present: readonly Family[]): string {
  const entries = families
    .filter((family) => present.includes(family))
    .map(({ name, color }) => {
      const square = `<span aria-hidden='true' style='display:inline-block;width:12px;height:12px;border-radius:3px;background:${color}'></span>`;
      return `<span style='white-space:nowrap'>${square} ${escapeHtml(typography(words()[name]))}</span>`;
    });
  return `<p style='font-family:system-ui,"Segoe UI","DejaVu Sans",sans-serif;font-size:14px;display:flex;flex-wrap:wrap;gap:4px 18px;margin:4px 0'>${entries.join('')}</p>`;
}

function describe(model: tf.LayersModel): string {
  const steps = model.layers.map((layer) => `${layerText(layer)} → ${sidesOf(layer.outputShape as (number | null)[])}`);
  return typography(
    translated`Architecture: ${steps.join(translated`; `)}; ${counted(model.countParams(), translated`parameter`)} in all.`,
  );
}
