import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { UserError } from '../../lib/errors';
import { NOTEBOOKS, PYTHON, ROOT } from '../repository';
import { environmentOf } from '../setup/environment.mjs';

/** What a page says of its lesson besides the notebook. */
export interface LessonHeading {
  title: string;
  profile: string;
  /** One line: data, seed, versions, device, duration. */
  provenance: string;
}

/** Makes one self-contained HTML file of an executed notebook: a report to read, or slides to show. */
export async function exportNotebook(
  executed: string,
  to: 'report' | 'slides',
  output: string,
  lesson: LessonHeading,
): Promise<void> {
  const modules = path.join(ROOT, 'node_modules');
  const places = {
    '--output': output,
    '--images': NOTEBOOKS,
    '--mathjax': path.join(modules, 'mathjax', 'es5', 'tex-svg-full.js'),
    '--reveal': path.join(modules, 'reveal.js'),
  };
  const script = path.join(__dirname, 'export.py');
  const child = spawn(PYTHON, [script, executed, '--to', to, ...Object.entries(places).flat()], {
    env: environmentOf('python'),
    stdio: ['pipe', 'inherit', 'pipe'],
  });
  child.stdin.end(JSON.stringify(lesson));
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const log = await text(child.stderr);
  if ((await ended) !== 0) throw new UserError(`${executed} could not be exported: ${log.trim().split('\n').pop()}`);
}
