import type { PageInput, PageTexts } from '../page-content';
import { element, type Input } from './elements';

/** A slider a number, within what the examples reach; a button takes the next example. */
export function sliders({ examples }: Extract<PageInput, { kind: 'sliders' }>, texts: PageTexts): Input {
  const reach = (index: number, pick: (...values: number[]) => number) => pick(...examples.map((code) => code[index]));
  const controls = examples[0].map((value, i) =>
    element('input', {
      type: 'range',
      min: `${reach(i, Math.min)}`,
      max: `${reach(i, Math.max)}`,
      step: 'any',
      value: `${value}`,
      'aria-label': `${texts.code} ${i + 1}`,
      title: `${i + 1}`,
    }),
  );
  const next = element('button', { type: 'button' }, texts.otherExample);
  return {
    element: element('div', { class: 'input' }, element('div', { class: 'sliders' }, ...controls), next),
    start: (give) => {
      const read = () => give([Float32Array.from(controls, ({ valueAsNumber }) => valueAsNumber)]);
      let example = 0;
      for (const control of controls) control.addEventListener('input', read);
      next.addEventListener('click', () => {
        example = (example + 1) % examples.length;
        controls.forEach((control, i) => {
          control.valueAsNumber = examples[example][i];
        });
        read();
      });
      read();
    },
  };
}
