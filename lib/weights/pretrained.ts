import { createHash } from 'node:crypto';
import path from 'node:path';
import { parse } from 'yaml';
import { readFile, writeFileAtomic } from '../data/storage/files';
import { UserError } from '../errors';
import { checkOptions, object, text } from '../options';
import { decodeTensors, encodeTensors, type NamedArray } from './safetensors';
import { readTorchFile } from './torch-file';

const DESCRIPTION = 'weights.yaml';

const schema = object({
  name: text,
  /** A .safetensors file, or one of PyTorch's, beside the description. */
  file: text,
  /** Of that file, in hexadecimal. */
  sha256: text,
  licence: text,
  authors: text,
  citation: text.optional(),
  note: text.optional(),
});

/** What `weights.yaml` says of published weights; shown wherever results of a model that began from them are. */
export interface WeightsDescription {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly licence: string;
  readonly authors: string;
  readonly citation?: string;
  readonly note?: string;
}

export interface StoredWeights {
  readonly description: WeightsDescription;
  readonly tensors: Readonly<Record<string, NamedArray>>;
}

/** The folder of weights that `npm run data -- NAME` stored. */
export const weightsFolder = (name: string): string => path.join('data', 'weights', name);

/**
 * Published weights, with their authors and licence: those that `npm run data -- NAME` stored, or of a folder of one's
 * own that holds a file of weights and `weights.yaml` (name, file, sha256, licence, authors).
 *
 * @param nameOrFolder `efficientnet-lite0`, `aisfx`, or the path of a folder.
 * @throws UserError where they are not there, not described, or not the file that is described.
 */
export function readPretrained(nameOrFolder: string): StoredWeights {
  const stored = /^[\w-]+$/.test(nameOrFolder);
  const folder = stored ? weightsFolder(nameOrFolder) : nameOrFolder;
  const remedy = stored ? `run npm run data -- ${nameOrFolder}` : 'describe the weights there';
  const file = path.join(folder, DESCRIPTION);
  const description: WeightsDescription = checkOptions(file, schema, yamlOf(file, remedy));
  const weights = path.join(folder, description.file);
  const bytes = readFile(weights, remedy);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== description.sha256.toLowerCase()) {
    throw new UserError(
      `${weights} is not the file that ${DESCRIPTION} describes (SHA-256 ${found}, described ${description.sha256}); get it anew, or mend the description.`,
    );
  }
  const isSafetensors = weights.endsWith('.safetensors');
  return {
    description,
    tensors: isSafetensors ? decodeTensors(bytes, weights).tensors : readTorchFile(bytes, weights),
  };
}

function yamlOf(file: string, remedy: string): unknown {
  const source = readFile(file, remedy).toString('utf8');
  try {
    // All values as texts: a checksum may look like a number.
    return parse(source, { schema: 'failsafe' });
  } catch (error) {
    throw new UserError(`${file}: this is not valid YAML (${(error as Error).message.split('\n')[0]}).`);
  }
}

/** Stores tensors as safetensors with their description; the description last, so that a folder with one is whole. */
export function writePretrained(
  folder: string,
  tensors: StoredWeights['tensors'],
  described: Omit<WeightsDescription, 'file' | 'sha256'>,
): WeightsDescription {
  const file = 'weights.safetensors';
  const bytes = encodeTensors({ tensors, metadata: { format: 'pt' } });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const description = { ...described, file, sha256 };
  writeFileAtomic(path.join(folder, file), bytes);
  const lines = Object.entries(description).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  writeFileAtomic(path.join(folder, DESCRIPTION), `${lines.join('\n')}\n`);
  return description;
}
