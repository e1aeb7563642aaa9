import { type FileLock, lockFile } from '../data/storage/file-lock';
import { removeUnfinished } from '../data/storage/files';
import { UserError } from '../errors';
import { verifyChecksum, withChecksum } from '../weights/checksum';
import { damaged, dtypeOf } from '../weights/safetensors';
import { type OpenTensors, openTensors, type PendingArray, writeTensors } from '../weights/tensor-file';
import type { FitRun } from './fit-run';
import type { EpochRecord } from './history';
import { firstDifference, type Json } from './model-identity';
import { assignArray, type NamedArrays, type Variables, valuesOf } from './named-arrays';
import { describeRun } from './run-description';

const FORMAT = 'cahier checkpoint 2';
const BEST = 'best/';

/** What a checkpoint says beside its arrays, each as text. */
type Metadata = {
  readonly format: string;
  /** All that the result of the run depends on. */
  readonly run: string;
  readonly epochs: string;
  readonly stopped: string;
  /** As it was given, in double precision; empty where it follows a schedule. */
  readonly learningRate: string;
  /** Fingerprints of the weights that a model may have which goes on from here: as it began, as it is, as `fit` leaves it. */
  readonly weights: string;
};

/** The file from which a run goes on as if it had never stopped; no other run writes it meanwhile. */
export class Checkpoint {
  private readonly lock: FileLock;
  private readonly description: Readonly<Record<string, Json>>;
  private start: string;

  /** @throws UserError where another run has the file, or nothing can be written there. */
  constructor(
    private readonly file: string,
    private readonly run: FitRun,
  ) {
    this.description = describeRun(run.plan);
    this.start = run.weightsFingerprint();
    this.lock = lockFile(file, 'training');
  }

  /**
   * Puts the run where the checkpoint is; without one it begins. Nothing of the run is changed before all fits.
   * @throws UserError where the file is damaged, or of another run.
   */
  async resume(): Promise<void> {
    removeUnfinished(this.file);
    const saved = await openTensors(this.file);
    if (saved === undefined) return;
    try {
      const metadata = await this.checked(saved);
      const { run } = this;
      for (const [name, variable] of Object.entries(run.step.variables)) assignArray(variable, await saved.read(name));
      if (metadata.learningRate !== '') run.learningRate = Number(metadata.learningRate);
      run.best = await readBest(saved);
      run.stopped = metadata.stopped === 'true';
      run.records.push(...decodeEpochs(metadata.epochs));
      [this.start] = metadata.weights.split(' ');
    } finally {
      await saved.close();
    }
  }

  private async checked(saved: OpenTensors): Promise<Metadata> {
    const { metadata, entries } = saved;
    const known = metadata as Metadata;
    if (known.format !== FORMAT) throw this.another('or of another version of this library, or none at all');
    await verifyChecksum(saved, this.file);
    const { run, epochs: records } = this.parsed(known);
    const difference = firstDifference(run, this.description);
    if (difference !== undefined) throw this.another(difference);
    if (!known.weights.split(' ').includes(this.start)) {
      throw this.another('it began with other weights: call setSeed before the model is built, with the seed of then');
    }
    for (const [name, { shape }] of Object.entries(this.run.step.variables)) {
      const found = entries[name]?.shape;
      const there = found === undefined ? 'nothing' : `shape [${found.join(', ')}]`;
      if (String(found) !== String(shape)) throw this.another(`${name}: ${there} there, shape [${shape}] here`);
    }
    const { epochs } = this.run.plan;
    if (records.length > epochs) {
      throw new UserError(
        `${this.file} holds ${records.length} epochs and ${epochs} are asked for: ask for ${records.length} or more, or delete it to begin anew`,
      );
    }
    return known;
  }

  private parsed({ run, epochs, weights, stopped, learningRate }: Metadata) {
    try {
      if ([weights, stopped, learningRate].every((value) => typeof value === 'string')) {
        return { run: JSON.parse(run) as Json, epochs: decodeEpochs(epochs) };
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw damaged(this.file, 'what it says of its run cannot be read');
  }

  private another(why: string): UserError {
    return new UserError(`${this.file} is the checkpoint of another run (${why}); delete it to begin anew`);
  }

  /** Writes the run as it is. @throws FitFailure where the disk refuses, or another run has taken the file. */
  async save(): Promise<void> {
    const { records, stopped, best, step, plan } = this.run;
    const metadata: Metadata = {
      format: FORMAT,
      run: JSON.stringify(this.description),
      epochs: encodeEpochs(records),
      stopped: String(stopped),
      learningRate: typeof plan.optimizer.learningRate === 'number' ? String(this.run.learningRate) : '',
      weights: [this.start, this.run.weightsFingerprint(), await this.run.returnedFingerprint()].join(' '),
    };
    try {
      this.lock.check();
      const arrays = { ...pendingVariables(step.variables), ...pendingBest(best) };
      await writeTensors(this.file, withChecksum(arrays, metadata), metadata);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw this.run.failure(`${error.message} The model keeps the weights of epoch ${records.length}.`, error);
    }
  }

  close(): void {
    this.lock.release();
  }
}

const pendingVariables = (variables: Variables): Record<string, PendingArray> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [
      name,
      { shape: variable.shape, dtype: variable.dtype === 'int32' ? 'I32' : 'F32', read: () => valuesOf(variable) },
    ]),
  );

const pendingBest = (best: NamedArrays): Record<string, PendingArray> =>
  Object.fromEntries(
    Object.entries(best).map(([name, { shape, data }]) => [
      BEST + name,
      { shape, dtype: dtypeOf(data), read: () => data },
    ]),
  );

async function readBest(saved: OpenTensors): Promise<NamedArrays> {
  const best: Record<string, NamedArrays[string]> = {};
  for (const name of Object.keys(saved.entries)) {
    if (name.startsWith(BEST)) best[name.slice(BEST.length)] = await saved.read(name);
  }
  return best;
}

/** JSON has no NaN and no Infinity, which a metric of one's own may be: they are texts. */
const encodeEpochs = (epochs: readonly EpochRecord[]): string =>
  JSON.stringify(epochs, (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value));

const decodeEpochs = (text: string): EpochRecord[] =>
  JSON.parse(text, (_, value) => (typeof value === 'string' ? Number(value) : value));
