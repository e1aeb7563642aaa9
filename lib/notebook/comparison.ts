import type { LessonConfig } from '../config';
import { translated } from '../locale';
import { resultName, resultText } from '../locale/result-names';
import { type Recorded, readResult } from './result';

import { rowsTable, type ShownTable } from './tables';

type Results = Readonly<Record<string, Recorded>>;

/**
 * What this run measured, beside what a full run recorded and what the document claims: every number that the document
 * claims, or the config expects, and that was measured somewhere. What nobody measured stays a dash.
 * @throws RangeError where this run has recorded none of these numbers.
 */
export function comparisonTable(
  { id, profile, expected, reference }: Pick<LessonConfig, 'id' | 'profile' | 'expected' | 'reference'>,
  here: Results,
): ShownTable {
  const full = profile === 'full' ? undefined : readResult(id, 'full')?.results;
  const measured = (name: string) => [here, full ?? {}].some((results) => typeof results[name] === 'number');
  const names = [...new Set([...Object.keys(reference), ...Object.keys(expected)])].filter(measured);
  if (names.length === 0)
    throw new RangeError('compare: this run has recorded no number to compare; record some first');
  const written = (name: string, value: Recorded | undefined) =>
    typeof value === 'number' ? resultText(name, value) : '—';
  const [measure, document] = [translated`Measure`, translated`document`];
  const told = Object.keys(reference).length > 0;
  return rowsTable(
    names.map((name) => ({
      [measure]: resultName(name),
      [translated`here, ${profile}`]: written(name, here[name]),
      ...(profile !== 'full' && {
        [full ? translated`full, recorded` : translated`full, not recorded yet`]: written(name, full?.[name]),
      }),
      ...(told && { [document]: written(name, reference[name]) }),
    })),
  );
}
