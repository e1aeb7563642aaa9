import path from 'node:path';
import type { Profile } from '../../lib/config';
import { joined, type Notebook } from '../notebook-file';
import { OUTPUTS } from '../repository';
import { duration } from '../runner/progress';
import type { ResultFile } from '../runner/result';

export const REPORTS = path.join(OUTPUTS, 'reports');

export type Format = 'html' | 'pdf' | 'slides';

/** Where a report lies: the quick profile's has the lesson's own name, as links between lessons expect. */
export function reportFile(id: string, profile: Profile, format: Format, folder = REPORTS): string {
  const stem = profile === 'quick' ? id : `${id}.${profile}`;
  return path.join(folder, { html: `${stem}.html`, pdf: `${stem}.pdf`, slides: `${stem}.slides.html` }[format]);
}

/** The first heading of a notebook; its id where it has none. */
export function titleOf(id: string, notebook: Notebook): string {
  const heading = /^# +(.+)$/m.exec(joined(notebook.cells[0]?.source));
  return heading ? heading[1].replace(/[*_`]/g, '').trim() : id;
}

/** One French line that says what must be known to measure the same again. */
export function provenanceOf(result: ResultFile | null): string {
  if (!result) return 'Cette leçon n’a pas enregistré de résultat.';
  return `Profil ${result.profile}, ${duration(result.seconds)}.`;
}
