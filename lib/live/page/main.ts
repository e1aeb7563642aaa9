/** The program of a page in which models answer; what they are, and what they are asked, stands beside it as JSON. */

import { startBackend } from '../../tensorflow/browser';
import type { PageContent, PageInput } from '../page-content';
import { clipInput } from './clip-input';
import { drawDigit } from './draw-digit';
import { element, type Input } from './elements';
import { type LiveModel, loadModel } from './models';
import { outputOf } from './outputs';
import { picture } from './picture';
import { sliders } from './sliders';
import { sound } from './sound';

const textOf = (id: string) => document.getElementById(id)!.textContent!;

function inputOf(input: PageInput, { inputFrames }: LiveModel, { texts }: PageContent): Input {
  if (input.kind === 'digit') return drawDigit(texts);
  if (input.kind === 'sliders') return sliders(input, texts);
  if (input.kind === 'picture') return picture(input.preprocessing, texts);
  return sound(input.preprocessing, inputFrames, texts);
}

async function start(content: PageContent, root: HTMLElement): Promise<void> {
  await startBackend(textOf('wasm'));
  const models = await Promise.all(content.models.map(loadModel));
  const outputs = models.map(({ name }) => outputOf(name, content));
  const input = inputOf(content.input, models[0], content);
  root.replaceChildren(
    ...(content.notice ? [element('p', { class: 'notice' }, content.notice)] : []),
    element('main', {}, input.element, ...outputs.map((output) => output.element)),
    ...(content.credits ? [element('footer', {}, content.credits)] : []),
  );
  const answer = (inputs: readonly Float32Array[]) => models.map((model) => model.answer(inputs));
  input.start((inputs) => {
    if (inputs.length === 0) for (const output of outputs) output.clear();
    else
      answer(inputs).forEach((values, i) => {
        outputs[i].show(values);
      });
  });
  // For programs that look into the page, or around it.
  const { input: given } = content;
  const clip = (signal: Float32Array, rate: number) =>
    given.kind === 'sound' ? clipInput(signal, rate, given.preprocessing, models[0].inputFrames).inputs : [];
  Object.assign(globalThis, { cahier: { answer, clip } });
}

const content = JSON.parse(textOf('content')) as PageContent;
const root = document.getElementById('live')!;
root.textContent = content.texts.loading;
start(content, root).then(
  () => {
    root.dataset.state = 'ready';
  },
  (error: Error) => {
    root.dataset.state = 'failed';
    root.textContent = `${content.texts.failed} ${error.message}`;
  },
);
