import { prepareDigit } from '../../data/images/prepare-digit';
import type { PageTexts } from '../page-content';
import { element, type Input } from './elements';
import { paint, pixelsOf } from './pixels';

const SIDE = 280;
/** As thick, beside the sheet, as MNIST's pens. */
const PEN = 22;

/** A sheet to draw a digit on, by pen, finger or mouse, and beside it what the models see. */
export function drawDigit(texts: PageTexts): Input {
  const sheet = element('canvas', { width: `${SIDE}`, height: `${SIDE}`, class: 'sheet', 'aria-label': texts.draw });
  const seen = element('canvas', { width: '28', height: '28', class: 'seen', 'aria-label': texts.seen });
  const erase = element('button', { type: 'button' }, texts.erase);
  const pen = sheet.getContext('2d', { willReadFrequently: true })!;
  const clear = () => {
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, SIDE, SIDE);
    seen.getContext('2d')!.clearRect(0, 0, seen.width, seen.height);
  };
  clear();
  Object.assign(pen, { lineWidth: PEN, lineCap: 'round', lineJoin: 'round' });

  return {
    element: element(
      'div',
      { class: 'input drawing' },
      element('figure', {}, sheet, element('figcaption', {}, texts.draw)),
      element('figure', {}, seen, element('figcaption', {}, texts.seen)),
      erase,
    ),
    start: (give) => {
      const read = () => {
        try {
          const digit = prepareDigit(pixelsOf(sheet));
          paint(seen, digit);
          give([Float32Array.from(digit.pixels, (value) => value / 255)]);
        } catch {
          give([]); // no ink yet
        }
      };
      listenToPen(sheet, pen, oncePerFrame(read));
      erase.addEventListener('click', () => {
        clear();
        give([]);
      });
    },
  };
}

function listenToPen(sheet: HTMLCanvasElement, pen: CanvasRenderingContext2D, changed: () => void): void {
  const place = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const box = sheet.getBoundingClientRect();
    return [((clientX - box.left) * SIDE) / box.width, ((clientY - box.top) * SIDE) / box.height];
  };
  const drawTo = (event: PointerEvent) => {
    pen.lineTo(...place(event));
    pen.stroke();
    changed();
  };
  sheet.addEventListener('pointerdown', (event) => {
    sheet.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
    drawTo(event);
  });
  sheet.addEventListener('pointermove', (event) => {
    if (event.buttons !== 0) drawTo(event);
  });
}

/** However often it is called, the work is done once before the next frame; a frame off screen never comes. */
function oncePerFrame(work: () => void): () => void {
  let waiting = false;
  const run = () => {
    if (!waiting) return;
    waiting = false;
    work();
  };
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(run);
    setTimeout(run, 100);
  };
}
