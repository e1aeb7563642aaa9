import path from 'node:path';
import type { Profile } from '../lib/config';

/** Where things lie in this checkout, as absolute paths. */
export const ROOT = path.resolve(__dirname, '..');
export const NOTEBOOKS = path.join(ROOT, 'notebooks');
export const OUTPUTS = path.join(ROOT, 'outputs');
export const PYTHON = path.join(ROOT, '.venv', 'bin', 'python');

/** What a run of one lesson in one profile leaves. */
export function outputsOf(id: string, profile: Profile, outputs = OUTPUTS) {
  const folder = path.join(outputs, id, profile);
  return {
    folder,
    executed: path.join(folder, 'executed.ipynb'),
    /** The notebook up to and with the cell that failed; gone after the next success. */
    failed: path.join(folder, 'failed.ipynb'),
    result: path.join(folder, 'result.json'),
  };
}
