import fs from 'node:fs';
import { UserError } from '../errors';
import { anything, callable, checkOptions, integer, object } from '../options';
import { arraysHash } from './arrays-hash';
import { rowsOf } from './rows';
import type { NumericArray, Source } from './source';

export interface FileSourceOptions {
  /** Class numbers [files], or other targets whose first axis counts the files; left out for autoencoders. */
  readonly labels?: Int32Array | NumericArray;
  /** Makes one example of a file: numbers without a batch, all of one shape and kind. */
  readonly read: (file: string, index: number) => Promise<NumericArray> | NumericArray;
  /** How many files are read at a time; default 8. */
  readonly atOnce?: number;
}

const OPTIONS = object({
  labels: anything<FileSourceOptions['labels']>().optional(),
  read: callable<FileSourceOptions['read']>(),
  atOnce: integer({ min: 1 }).default(8),
});

/**
 * Examples in files that are read when their turn comes, while the step before is computed: pictures, sounds, whatever
 * `read` makes numbers of. In memory are the batch that is learnt from and those that are read ahead.
 * @throws UserError where a file is missing; what `read` throws comes when the turn of that file does.
 */
export function fileSource(files: readonly string[], options: FileSourceOptions): Source {
  const { labels, read, atOnce } = checkOptions('fileSource', OPTIONS, options);
  const targets = labels instanceof Int32Array ? { data: labels, shape: [labels.length] } : labels;
  if (targets !== undefined && targets.shape[0] !== files.length) {
    throw new RangeError(`fileSource: ${files.length} files and ${targets.shape[0]} labels are given: give one each`);
  }
  return {
    size: files.length,
    async batch(indices) {
      const examples = await readAll(indices, atOnce, (index) => read(files[index], index));
      return { inputs: stacked(examples, files, indices), ...(targets && { targets: rowsOf(targets, indices) }) };
    },
    get fingerprint() {
      return fingerprintOf(files, targets);
    },
  };
}

/** A few at a time, in their order. */
async function readAll<T>(indices: Int32Array, atOnce: number, read: (index: number) => Promise<T> | T): Promise<T[]> {
  const results = new Array<T>(indices.length);
  let next = 0;
  const worker = async () => {
    while (next < indices.length) {
      const row = next++;
      results[row] = await read(indices[row]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, indices.length) }, worker));
  return results;
}

function stacked(examples: readonly NumericArray[], files: readonly string[], indices: Int32Array): NumericArray {
  const [{ data, shape }] = examples;
  const all = new (data.constructor as new (length: number) => typeof data)(examples.length * data.length);
  examples.forEach((example, row) => {
    if (String(example.shape) !== String(shape) || example.data.constructor !== data.constructor) {
      throw new UserError(
        `${files[indices[row]]} has shape [${example.shape.join(', ')}], ${files[indices[0]]} has [${shape.join(', ')}]: bring all to one`,
      );
    }
    all.set(example.data, row * data.length);
  });
  return { data: all, shape: [examples.length, ...shape] };
}

/** Of names, sizes and times of the files, and of the targets; their content is not read. */
function fingerprintOf(files: readonly string[], targets: NumericArray | undefined): string {
  const stats = files.map((file) => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) throw new UserError(`${file}: there is no such file; mend the list of files`);
    return [file, stat.size, stat.mtimeMs];
  });
  return `${files.length} files, ${arraysHash(stats, [targets])}`;
}
