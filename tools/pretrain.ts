/**
 * node --import tsx tools/pretrain.ts [--epochs 40]
 *
 * Pre-trains the masked autoencoder `small` on the free sounds (npm run data -- free-sounds), without what is heard in
 * ESC-10 too. After each epoch a checkpoint is written to outputs/08-audiomae/full/checkpoints; the same line goes on
 * from it, also with more epochs. At the end data/samples/audiomae holds the encoder in half precision and how it was
 * made.
 */

import path from 'node:path';
import { parseArgs } from 'node:util';
import { openSounds } from '../lib/data/sets/data-sets';
import { UserError } from '../lib/errors';
import { pretrain, pretrainingWindows, writePretraining } from '../lib/experiments';
import { workspace } from '../lib/workspace';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { epochs: { type: 'string', default: '40' } } });
  const epochs = Number(values.epochs);
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new UserError(`--epochs is ${values.epochs}; expected a whole number, at least 1.`);
  }
  const corpus = openSounds('free-sounds');
  const { windows, alike } = await pretrainingWindows(corpus, openSounds('esc-10', { source: 'full' }));
  console.log(`${windows.size} windows; ${alike.length} are left out, which are like clips of ESC-10`);
  const trained = await pretrain(windows, {
    size: 'small',
    epochs,
    seed: 42,
    checkpoint: path.join(workspace().outputs, '08-audiomae', 'full', 'checkpoints', 'pretraining.safetensors'),
    callbacks: [
      {
        onEpoch: ({ epoch, loss, seconds }) =>
          console.log(`epoch ${epoch}: loss ${loss.toFixed(4)}, ${seconds.toFixed(0)} s`),
      },
    ],
  });
  const folder = path.join(workspace().samples, 'audiomae');
  const { sha256 } = writePretraining(folder, trained, { corpus, windows, alike });
  console.log(`${folder}: ${epochs} epochs, SHA-256 ${sha256}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
