import path from 'node:path';
import type { Profile } from '../../lib/config';
import { duration } from '../../lib/locale';
import { joined, type Notebook } from '../check/notebook-file';
import { OUTPUTS } from '../repository';
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

const SOURCES = {
  full: 'jeu complet',
  sample: 'échantillon embarqué',
  own: 'fichiers du lecteur',
  drawn: 'points tirés au sort',
};

/** One French line that says what must be known to measure the same again. */
export function provenanceOf(result: ResultFile | null): string {
  if (!result) return 'Cette leçon n’a pas enregistré de résultat.';
  const { data, sizes, device, versions, commit, clean, overrides } = result;
  const source = data && SOURCES[data.source];
  const encoding = data?.encoding ? `, images passées par ${data.encoding.toUpperCase()}` : '';
  const count = (n: number) => n.toLocaleString('fr-FR');
  const facts = [
    `Profil ${result.profile}`,
    data && `${data.name} (${source}${encoding}, SHA-256 ${data.checksum.slice(0, 12)}…)`,
    sizes &&
      `${count(sizes.train)} exemples d’entraînement, ${count(sizes.validation)} de validation, ${count(sizes.test)} de test`,
    `graine ${result.seed}`,
    overrides?.length > 0 && `modifié\u00a0: ${overrides.join(', ')}`,
    `TensorFlow ${versions.tensorflow}, Node ${versions.node}`,
    device.gpu ? 'carte graphique' : `${device.processor}, ${device.cores} cœurs`,
    duration(result.seconds),
    commit && `version ${commit.slice(0, 8)}${clean ? '' : ' modifiée'}`,
    new Date(result.date).toLocaleDateString('fr-FR'),
  ];
  return `${facts.filter(Boolean).join(' · ')}.`;
}
