import type { Of, PageTexts } from '../page-content';
import { clipInput } from './clip-input';
import { dataUrl } from './data-url';
import { listenToDrops } from './drops';
import { element, type Input } from './elements';
import { record } from './microphone';
import { paintSpectrogram } from './spectrogram';

/** At which a file is decoded: that of most recordings, so that few are resampled twice. */
const RATE = 44_100;
/** Seconds between two answers to what the microphone hears. */
const STEP = 0.5;

/** A sound of the reader's: a file, of which the part being played is asked about, or the microphone. */
export function sound(preprocessing: Of<'sound'>, frames: number, texts: PageTexts): Input {
  const file = element('input', { type: 'file', accept: 'audio/*' });
  const microphone = element('button', { type: 'button' }, texts.microphone);
  const player = element('audio', { controls: '', hidden: '' });
  const drawn = element('canvas', {
    class: 'spectrogram',
    width: '620',
    height: '160',
    'aria-label': texts.spectrogram,
  });
  const fault = element('p', { role: 'alert' });
  const place = element(
    'div',
    { class: 'input drop' },
    element('label', {}, element('span', {}, texts.chooseSound), file),
    microphone,
    player,
    drawn,
    fault,
  );
  const { seconds } = preprocessing.recipe;
  return {
    element: place,
    start: (give) => {
      const ask = (signal: Float32Array, rate: number) => {
        const clip = clipInput(signal, rate, preprocessing, frames);
        paintSpectrogram(drawn, clip.bands, clip.shape);
        give(clip.inputs);
      };
      let signal: Float32Array = new Float32Array(0);
      const askAt = (time: number) => {
        // What is heard stands in the middle; a short sound stands whole.
        const from = Math.max(0, Math.min(signal.length - RATE * seconds, Math.round(RATE * (time - seconds / 2))));
        ask(signal.slice(from, from + Math.round(RATE * seconds)), RATE);
      };
      const read = async (content: Blob | undefined) => {
        if (content === undefined) return;
        try {
          signal = await decoded(content);
          Object.assign(player, { src: await dataUrl(content), hidden: false });
          fault.textContent = '';
          askAt(0);
        } catch {
          fault.textContent = texts.unreadable;
          give([]);
        }
      };
      file.addEventListener('change', () => read(file.files?.[0]));
      listenToDrops(place, read);
      for (const name of ['timeupdate', 'seeked'] as const)
        player.addEventListener(name, () => askAt(player.currentTime));
      listenToMicrophone(microphone, fault, texts, { seconds, step: STEP }, ask);
    },
  };
}

function listenToMicrophone(
  button: HTMLButtonElement,
  fault: HTMLElement,
  texts: PageTexts,
  window: { seconds: number; step: number },
  ask: (signal: Float32Array, rate: number) => void,
): void {
  let stop: (() => void) | undefined;
  button.addEventListener('click', async () => {
    if (stop !== undefined) {
      stop();
      stop = undefined;
    } else {
      try {
        stop = await record(window, ask);
        fault.textContent = '';
      } catch {
        fault.textContent = texts.noMicrophone;
      }
    }
    button.textContent = stop === undefined ? texts.microphone : texts.stop;
  });
}

/** The mean of the channels. */
async function decoded(content: Blob): Promise<Float32Array> {
  const context = new OfflineAudioContext(1, 1, RATE);
  const buffer = await context.decodeAudioData(await content.arrayBuffer());
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i));
  return Float32Array.from(
    channels[0],
    (_, i) => channels.reduce((sum, values) => sum + values[i], 0) / channels.length,
  );
}
