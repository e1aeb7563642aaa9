/**
 * node --import tsx tools/train-transfer.ts 09-efficientnet-faune --fold 1 [--systems probes,fine-tuned] [--profile full]
 *
 * Tests the lesson's systems on one fold of its corpus: linear probes on features of published networks, and their
 * EfficientNet fine-tuned. Features and maps are kept in the cache, and after each epoch a checkpoint is written, so that
 * the same line goes on where it stopped. Answers are added to outputs/LESSON/PROFILE/transfer-N.json.
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type ExperimentConfig, loadConfig, type Profile } from '../lib/config';
import { UserError } from '../lib/errors';
import {
  aisfxFeatures,
  answersOf,
  fineTune,
  foldRows,
  partsOf,
  pretrainedEfficientNet,
  probeFold,
  soundCorpus,
  spectrumPictures,
  transferOptions,
  writeTransfer,
} from '../lib/experiments';
import { splitModel } from '../lib/tensorflow';
import { frozenFeatures } from '../lib/training';
import { workspace } from '../lib/workspace';

const USAGE = 'node --import tsx tools/train-transfer.ts 09-efficientnet-faune --fold 1 [--systems probes,fine-tuned]';

async function main(): Promise<void> {
  const { id, fold, profile, systems } = readArguments();
  const config = loadConfig(id, { profile });
  if (systems.includes('probes')) await probes(config, fold);
  if (systems.includes('fine-tuned')) await fineTuned(config, fold);
}

async function pictures(config: ExperimentConfig) {
  const corpus = soundCorpus(config);
  const { recipe, weights } = transferOptions(config);
  const all = await spectrumPictures(corpus, recipe);
  const [height, width, channels] = all.inputShape;
  const numClasses = corpus.classNames.length;
  const network = pretrainedEfficientNet({ inputShape: [height, width, channels], numClasses, weights });
  return { corpus, all, ...network };
}

async function probes(config: ExperimentConfig, fold: number): Promise<void> {
  const { corpus, all, model, description } = await pictures(config);
  const seen = await frozenFeatures(splitModel(model, 'top_dropout').lower, all);
  const { seconds } = transferOptions(config).recipe;
  const heard = await aisfxFeatures(corpus, { seconds, blocks: 3, weights: 'aisfx' });
  const answers = {
    'probe lite0': probeFold(corpus, [seen], { fold }),
    'probe aisfx': probeFold(corpus, [heard], { fold }),
    'probe both': probeFold(corpus, [seen, heard], { fold }),
  };
  const weights = [description, heard.description];
  console.log(writeTransfer(config, corpus, fold, { answers, weights }));
  for (const [name, { accuracy, c }] of Object.entries(answers))
    console.log(`fold ${fold}, ${name}: ${accuracy}, C ${c}`);
}

async function fineTuned(config: ExperimentConfig, fold: number): Promise<void> {
  const { corpus, all, model, description } = await pictures(config);
  const checkpoint = path.join(
    workspace().outputs,
    config.id,
    config.profile,
    'checkpoints',
    `lite0-${fold}.safetensors`,
  );
  fs.mkdirSync(path.dirname(checkpoint), { recursive: true });
  const parts = partsOf(all, foldRows(corpus, fold));
  const { history, outputs } = await fineTune(model, parts, {
    ...transferOptions(config).fineTuning,
    seed: config.seed + fold,
    checkpoint,
    callbacks: [
      {
        onEpoch: ({ epoch, loss, accuracy, seconds }) =>
          console.log(
            `fold ${fold}, epoch ${epoch}: loss ${loss.toFixed(4)}, ${accuracy?.toFixed(4)}, ${seconds.toFixed(1)} s`,
          ),
      },
    ],
  });
  const { labels } = parts.test;
  const answer = answersOf(outputs, labels, { history: history.epochs, seconds: history.seconds });
  const answers = { 'fine-tuned lite0': answer };
  console.log(writeTransfer(config, corpus, fold, { answers, weights: [description] }));
  console.log(`fold ${fold}, fine-tuned: ${answer.accuracy}`);
}

function readArguments(): { id: string; fold: number; profile: Profile; systems: readonly string[] } {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      fold: { type: 'string' },
      profile: { type: 'string', default: 'full' },
      systems: { type: 'string', default: 'probes,fine-tuned' },
    },
  });
  const [id] = positionals;
  const fold = Number(values.fold);
  const { profile } = values;
  const systems = values.systems.split(',');
  const known = systems.every((name) => name === 'probes' || name === 'fine-tuned');
  if (id === undefined || !Number.isInteger(fold) || (profile !== 'quick' && profile !== 'full') || !known) {
    throw new UserError(`usage: ${USAGE}.`);
  }
  return { id, fold, profile, systems };
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
