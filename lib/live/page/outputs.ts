import { imageFromUnit } from '../../data/images/image';
import type { PageContent, PageOutput, PageTexts } from '../page-content';
import { element, type Output } from './elements';
import { paint } from './pixels';

/** Rows of classes at most; of more, the most likely ones are seen. */
const MOST_ROWS = 12;

export function outputOf(name: string, { output, texts, language }: PageContent): Output {
  const title = element('h2', {}, name);
  return output.kind === 'classes' ? classBars(title, output, texts, language) : shownPicture(title, output);
}

/** A bar a class; the first above its threshold is the answer. */
function classBars(
  title: HTMLElement,
  { classNames, thresholds }: Extract<PageOutput, { kind: 'classes' }>,
  texts: PageTexts,
  language: string,
): Output {
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const rows = element('div', { class: 'bars', role: 'table', 'aria-label': texts.answer });
  const answer = element('output', { 'aria-live': 'polite' }, '…');
  const draw = (values: Float32Array) => {
    const order = [...classNames.keys()];
    const shown = order.length <= MOST_ROWS ? order : order.sort((a, b) => values[b] - values[a]).slice(0, MOST_ROWS);
    const best = values.indexOf(Math.max(...values));
    rows.replaceChildren(
      ...shown.map((i) =>
        element(
          'div',
          { role: 'row', class: i === best && values[i] > 0 ? 'best' : '' },
          element('span', { role: 'rowheader' }, classNames[i]),
          element('i', {}, element('b', { style: `width:${100 * values[i]}%` })),
          element('span', { role: 'cell' }, percent.format(values[i])),
        ),
      ),
    );
  };
  const none = new Float32Array(classNames.length);
  draw(none);
  return {
    element: element('section', { class: 'answer' }, title, answer, rows),
    show: (values) => {
      draw(values);
      const best = values.indexOf(Math.max(...values));
      const isSure = values[best] >= (thresholds?.[classNames[best]] ?? 0);
      answer.textContent = isSure ? classNames[best] : texts.unknown;
    },
    clear: () => {
      draw(none);
      answer.textContent = '…';
    },
  };
}

function shownPicture(
  title: HTMLElement,
  { height, width, channels }: Extract<PageOutput, { kind: 'picture' }>,
): Output {
  const canvas = element('canvas', { width: `${width}`, height: `${height}`, class: 'seen large', role: 'img' });
  return {
    element: element('section', { class: 'answer' }, title, canvas),
    show: (values) => paint(canvas, imageFromUnit(values, [height, width, channels])),
    clear: () => canvas.getContext('2d')!.clearRect(0, 0, width, height),
  };
}
