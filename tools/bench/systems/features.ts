/** This project: `extractFeatures` of lib/features, without its cache. */

import fs from 'node:fs';
import path from 'node:path';
import type { Sound, SoundClip } from '../../../lib/data';
import { decodeAudio, extractFeatures, type FeatureRecipe } from '../../../lib/features';
import { tensorflowVersion } from '../../../lib/tensorflow';
import { answer } from './serve';

interface Task {
  readonly folder: string;
  readonly recipe: FeatureRecipe;
  readonly clips: number;
}

const { folder, recipe, clips: count } = JSON.parse(process.argv[2]) as Task;

/** The files of a kind, again and again until there are enough. */
const filesOf = (kind: string) => {
  const all = fs.readdirSync(folder).filter((name) => name.endsWith(kind));
  return Array.from({ length: count }, (_, i) => path.join(folder, all[i % all.length]));
};

let decoded: Sound[] | undefined;

async function clipsOf(source: string): Promise<SoundClip[]> {
  const clip = (name: string, read: SoundClip['read']) => ({ name, label: 0, read });
  if (source !== 'memory') return filesOf(source).map((file) => clip(file, () => fs.readFileSync(file)));
  const files = filesOf('wav');
  decoded ??= await Promise.all(files.map((file) => decodeAudio(file)));
  const sounds = decoded;
  return files.map((file, i) => clip(file, () => sounds[i]));
}

answer(
  { node: process.versions.node, tensorflow: tensorflowVersion },
  {
    async extract({ source }: { source: string }) {
      const clips = await clipsOf(source);
      const begun = performance.now();
      const { inputs } = await extractFeatures(clips, recipe, { cache: null });
      const seconds = (performance.now() - begun) / 1000;
      return { seconds, mean: inputs.reduce((sum, value) => sum + Math.abs(value), 0) / inputs.length };
    },
  },
);
