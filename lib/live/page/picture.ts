import type { Of, PageTexts } from '../page-content';
import { dataUrl } from './data-url';
import { listenToDrops } from './drops';
import { element, type Input } from './elements';
import { paint, pixelsOf } from './pixels';
import { inputOf, preparePicture } from './prepare-picture';

/** A place for a picture: chosen, dropped, pasted, or taken by a telephone's camera. */
export function picture(preprocessing: Of<'image'>, texts: PageTexts): Input {
  const file = element('input', { type: 'file', accept: 'image/*' });
  const whole = element('img', { alt: '', class: 'whole', hidden: '' });
  const seen = element('canvas', { class: 'seen large', 'aria-label': texts.seen });
  const fault = element('p', { role: 'alert' });
  const place = element(
    'div',
    { class: 'input drop' },
    element('label', {}, element('span', {}, texts.choosePicture), file),
    whole,
    element('figure', {}, seen, element('figcaption', {}, texts.seen)),
    fault,
  );
  return {
    element: place,
    start: (give) => {
      const read = async (content: Blob | undefined) => {
        if (content === undefined) return;
        try {
          const prepared = preparePicture(pixelsOf(await drawn(content, whole)), preprocessing);
          paint(seen, prepared);
          fault.textContent = '';
          give([inputOf(prepared, preprocessing)]);
        } catch {
          fault.textContent = texts.unreadable;
          give([]);
        }
      };
      file.addEventListener('change', () => read(file.files?.[0]));
      listenToDrops(place, read);
      document.addEventListener('paste', (event) => read(event.clipboardData?.files[0]));
    },
  };
}

/** The picture upright, laid on white where it is transparent. */
async function drawn(content: Blob, whole: HTMLImageElement): Promise<HTMLCanvasElement> {
  whole.src = await dataUrl(content);
  await whole.decode();
  whole.hidden = false;
  const canvas = element('canvas', { width: `${whole.naturalWidth}`, height: `${whole.naturalHeight}` });
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(whole, 0, 0);
  return canvas;
}
