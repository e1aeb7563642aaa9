import fs from 'node:fs';
import path from 'node:path';
import { listLabelledFiles } from '../data/labelled-files';
import { UserError } from '../errors';
import { type McnemarResult, mcnemarTest } from '../metrics';
import { answerFile } from './answers/answer-file';
import type { DeployedModel } from './deployed-model';
import { type Judgement, judge } from './judge';
import { quantile } from './latency';

/** A model on labelled files: one answer a recording, by the mean over its segments. */
export interface EvaluatedModel extends Judgement {
  readonly place: string;
  /** Of its files, in bytes. */
  readonly bytes: number;
  /** Milliseconds from a file to its answer, reading and features included. */
  readonly latency: { readonly median: number; readonly p95: number };
}

export interface EvaluatedFiles {
  readonly models: readonly EvaluatedModel[];
  /** Of two models: do they differ on the independent examples? */
  readonly mcnemar?: McnemarResult;
  /** Files that one of the models could not read to its end; no model is judged on them. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Judges one or two models on the labelled files of a folder or a CSV file. Files of one group count once.
 * @throws UserError where a model knows other classes, or nothing can be read.
 */
export async function evaluateFiles(
  models: readonly DeployedModel[],
  source: string,
  onProgress?: (done: number, total: number) => void,
): Promise<EvaluatedFiles> {
  const [{ preprocessing, classNames }] = models;
  const kind = preprocessing.kind === 'sound' ? 'sound' : 'picture';
  const listed = listLabelledFiles(source, kind);
  for (const model of models) checkClasses(model, classNames, listed.classNames, source);
  const unreadable = new Map<string, string>();
  const answers = models.map(() => new Map<string, readonly number[]>());
  const times: number[][] = models.map(() => []);
  let done = 0;
  for (const { file } of listed.files) {
    for (const [i, model] of models.entries()) {
      const begun = performance.now();
      const { answer, fault } = await answerFile(model, file);
      times[i].push(performance.now() - begun);
      if (fault !== undefined) unreadable.set(file, fault);
      else if (answer !== undefined) answers[i].set(file, answer.probabilities);
    }
    onProgress?.(++done, listed.files.length);
  }
  const readable = listed.files.filter(({ file }) => !unreadable.has(file));
  if (readable.length === 0) {
    const [[name, reason]] = unreadable;
    throw new UserError(`${source}: none of its ${listed.files.length} files can be read (${name}: ${reason}).`);
  }
  const evaluated = models.map((model, i) => ({
    place: model.place,
    bytes: bytesOf(model.place),
    latency: latencyOf(times[i]),
    ...judge({
      labels: readable.map(({ label }) => classNames.indexOf(listed.classNames[label])),
      groups: readable.map(({ group }) => group),
      probabilities: Float32Array.from(
        readable.flatMap(({ file }) => inOrder(answers[i].get(file)!, model, classNames)),
      ),
      classNames,
    }),
  }));
  return {
    models: evaluated,
    ...(evaluated.length === 2 && { mcnemar: mcnemarTest(evaluated[0].right, evaluated[1].right) }),
    unreadable: [...unreadable].map(([name, reason]) => ({ name, reason })),
  };
}

function checkClasses(
  { place, classNames }: DeployedModel,
  first: readonly string[],
  asked: readonly string[],
  source: string,
): void {
  const unknown = asked.find((name) => !classNames.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`${source} has class ${unknown}, which ${place} does not know (${classNames.join(', ')}).`);
  }
  const lacking = first.find((name) => !classNames.includes(name)) ?? classNames.find((name) => !first.includes(name));
  if (lacking === undefined) return;
  throw new UserError(
    `${place} has other classes than the first model, ${lacking} for one; compare models of the same classes.`,
  );
}

/** Probabilities in the order of the first model's classes. */
const inOrder = (row: readonly number[], model: DeployedModel, classNames: readonly string[]) =>
  classNames.map((name) => row[model.classNames.indexOf(name)]);

/** Without the first answer, which compiles what later ones use again, where there are others. */
function latencyOf(times: readonly number[]): EvaluatedModel['latency'] {
  const ascending = Float64Array.from(times.length > 1 ? times.slice(1) : times).sort();
  return { median: quantile(ascending, 0.5), p95: quantile(ascending, 0.95) };
}

function bytesOf(place: string): number {
  if (fs.statSync(place).isFile()) return fs.statSync(place).size;
  return fs.readdirSync(place).reduce((sum, name) => sum + fs.statSync(path.join(place, name)).size, 0);
}
