import { getLocale, number, translated, typography } from '../locale';
import { showHtml } from './display';
import { escapeHtml } from './html';

/** A neuron without bias that is to part two classes of points in the plane. */
export interface Descent {
  /** Pairs x, y. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** 0 or 1, a point each. */
  readonly labels: ArrayLike<number>;
  readonly start: readonly [w1: number, w2: number];
  readonly learningRate: number;
  /** What the reader may choose from, `learningRate` among them. */
  readonly rates: readonly number[];
  /** The map shows both weights from -side to side. */
  readonly side: number;
}

/**
 * The descent of a neuron, one step at a time, by buttons: to the left the loss as a map of its two weights, to the right
 * the points and the line where the neuron hesitates. The page computes it all itself, from the points, and fetches
 * nothing, so that a report does it as well.
 * @throws RangeError where there is no point, or not a label each.
 */
export function descentMap(descent: Descent): void {
  const { points, labels, learningRate } = descent;
  const text = translated`Gradient descent step by step: ${points.length} points, rate ${number(learningRate)}`;
  if (points.length === 0 || labels.length !== points.length) {
    throw new RangeError(`descentMap: ${points.length} points and ${labels.length} labels; give one label a point`);
  }
  showHtml(descentHtml(descent), text);
}

export function descentHtml({ points, labels, start, learningRate, rates, side }: Descent): string {
  const data = JSON.stringify({
    points: points.map((point) => point.map((value) => Number(value.toFixed(4)))),
    labels: Array.from(labels),
    start,
    side,
    language: getLocale(),
    // The page puts its numbers in the places of these signs.
    words: typography(
      translated`Step ${'#0'}: weights (${'#1'}; ${'#2'}), loss ${'#3'}, gradient (${'#4'}; ${'#5'}), ${'#6'}% of the points on the right side.`,
    ),
  });
  const id = `descent-${points.length}`;
  const font = 'font-family:system-ui,"Segoe UI","DejaVu Sans",sans-serif;font-size:15px';
  const button = (action: string, words: string) =>
    `<button type='button' data-steps='${action}' style='font:inherit;padding:4px 12px'>${escapeHtml(typography(words))}</button>`;
  const canvas = (name: string, label: string) =>
    `<canvas data-name='${name}' width='380' height='380' role='img' aria-label='${escapeHtml(typography(label))}' style='max-width:100%;border:1px solid #8888'></canvas>`;
  const choices = rates.map(
    (rate) => `<option value='${rate}' ${rate === learningRate ? 'selected' : ''}>${number(rate)}</option>`,
  );
  return `<div id='${id}' style='${font}'>
<p style='display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:6px 0'>${button('1', translated`One step`)}${button('10', translated`Ten steps`)}${button('0', translated`Start again`)}<label>${escapeHtml(translated`learning rate`)} <select style='font:inherit'>${choices.join('')}</select></label></p>
<div style='display:flex;flex-wrap:wrap;gap:16px'>${canvas('map', translated`The loss, by the two weights: dark where it is low.`)}${canvas('plane', translated`The points of both classes, and the line where the neuron hesitates.`)}</div>
<p role='status' style='margin:6px 0;font-variant-numeric:tabular-nums'></p>
</div><script>${DESCENT}(document.getElementById('${id}'), ${data});</script>`;
}

/** What the page runs: its first half is the lesson's own arithmetic, its second draws. */
const DESCENT = String.raw`((place, { points, labels, start, side, language, words }) => {
const probability = (w, x) => 1 / (1 + Math.exp(-(w[0] * x[0] + w[1] * x[1])));
const mean = (term) => points.reduce((sum, x, i) => sum + term(x, labels[i]), 0) / points.length;
const loss = (w) => mean((x, y) => -Math.log(Math.max(1e-12, y ? probability(w, x) : 1 - probability(w, x))));
const gradient = (w) => [0, 1].map((k) => mean((x, y) => (probability(w, x) - y) * x[k]));
const rate = place.querySelector('select');
let path = [start];

const [map, plane] = [...place.querySelectorAll('canvas')].map((canvas) => canvas.getContext('2d'));
const size = map.canvas.width;
const onMap = ([a, b]) => [(size * (a / side + 1)) / 2, (size * (1 - b / side)) / 2];
const extent = 1.05 * Math.max(...points.flat().map(Math.abs));
const onPlane = ([x, y]) => [(size * (x / extent + 1)) / 2, (size * (1 - y / extent)) / 2];
const landscape = new OffscreenCanvas(size, size);
const cells = 76, cell = size / cells;
const values = Array.from({ length: cells * cells }, (_, i) =>
  loss([side * ((2 * (i % cells) + 1) / cells - 1), side * (1 - (2 * Math.floor(i / cells) + 1) / cells)]));
const [low, high] = [Math.min(...values), Math.max(...values)];
const painter = landscape.getContext('2d');
values.forEach((value, i) => {
  // Twelve bands, as on a map with contour lines, closer where the loss is low.
  const band = Math.floor(12 * Math.sqrt((value - low) / (high - low)));
  painter.fillStyle = 'hsl(205 60% ' + (22 + 6 * band) + '%)';
  painter.fillRect((i % cells) * cell, Math.floor(i / cells) * cell, cell + 1, cell + 1);
});

function drawMap() {
  map.drawImage(landscape, 0, 0);
  map.strokeStyle = map.fillStyle = '#D55E00';
  map.lineWidth = 3;
  map.beginPath();
  for (const w of path) map.lineTo(...onMap(w));
  map.stroke();
  for (const w of path) { map.beginPath(); map.arc(...onMap(w), 4, 0, 7); map.fill(); }
  map.beginPath();
  map.lineWidth = 2;
  map.strokeStyle = '#FFFFFF';
  map.arc(...onMap(path[path.length - 1]), 7, 0, 7);
  map.stroke();
}

function drawPlane(w) {
  plane.fillStyle = '#FFFFFF';
  plane.fillRect(0, 0, size, size);
  points.forEach((x, i) => {
    const [left, top] = onPlane(x);
    plane.fillStyle = labels[i] ? '#D55E00' : '#0072B2';
    if (labels[i]) plane.fillRect(left - 3, top - 3, 6, 6);
    else { plane.beginPath(); plane.arc(left, top, 3.5, 0, 7); plane.fill(); }
  });
  if (Math.hypot(...w) < 1e-9) return;
  const far = 4 * extent / Math.hypot(...w);
  plane.strokeStyle = '#000000';
  plane.lineWidth = 3;
  plane.beginPath();
  plane.moveTo(...onPlane([-w[1] * far, w[0] * far]));
  plane.lineTo(...onPlane([w[1] * far, -w[0] * far]));
  plane.stroke();
}

const written = (value) => value.toLocaleString(language, { maximumSignificantDigits: 3 }).replace('-', '\u2212');
function tell() {
  const w = path[path.length - 1];
  const right = mean((x, y) => Number(probability(w, x) > 0.5 === Boolean(y)));
  const told = [path.length - 1, ...w, loss(w), ...gradient(w), 100 * right];
  place.querySelector('[role=status]').textContent = words.replace(/#(\d)/g, (_, i) => written(told[i]));
  drawMap();
  drawPlane(w);
}

place.addEventListener('click', ({ target }) => {
  const steps = target.dataset.steps;
  if (steps === undefined) return;
  if (steps === '0') path = [start];
  for (let step = 0; step < Number(steps); step++) {
    const w = path[path.length - 1];
    const g = gradient(w);
    path.push([w[0] - rate.value * g[0], w[1] - rate.value * g[1]]);
  }
  tell();
});
tell();
})`;
