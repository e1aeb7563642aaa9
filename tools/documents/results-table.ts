import { wilsonInterval } from '../../lib/metrics/interval';
import type { ResultFile } from '../runner/result';

const HEAD = ['| lesson | result | measured | document | on |', '|---|---|---|---|---|'];
const ACRONYMS = new Set(['cnn', 'crnn', 'lstm', 'pca', 'auc', 'mfcc', 'f1']);

/**
 * The README's table of full runs: of each lesson the results that its config holds to a range or its document claims.
 * @param names for each result file, the results to show, in order
 */
export function resultsTable(results: readonly { file: ResultFile; names: readonly string[] }[]): string {
  if (results.length === 0) return 'No full run is recorded yet.';
  const rows = results.flatMap(({ file, names }) =>
    names
      .filter((name) => typeof file.results[name] === 'number')
      .map((name, i) => {
        const document = file.reference[name];
        const cells = [
          i === 0 ? file.experiment : '',
          words(name),
          measured(name, file),
          document === undefined ? '' : written(name, document),
          i === 0 ? place(file) : '',
        ];
        return `| ${cells.join(' | ')} |`;
      }),
  );
  return [...HEAD, ...rows].join('\n');
}

/**
 * An accuracy comes with its 95 % interval (Wilson) over the test examples, a mean of folds with their deviation. That
 * of the training examples has none: they were not drawn for a test.
 */
function measured(name: string, { results, sizes }: ResultFile): string {
  const value = results[name] as number;
  const deviation = results[`${name}Deviation`];
  if (typeof deviation === 'number') return `${written(name, value)} (± ${(100 * deviation).toFixed(2)} between folds)`;
  if (!isShare(name) || /^train/.test(name) || sizes === null) return written(name, value);
  const { low, high } = wilsonInterval(Math.round(value * sizes.test), sizes.test);
  return `${written(name, value)} (${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)})`;
}

const isShare = (name: string) => /accuracy$/i.test(name);

function written(name: string, value: number): string {
  return isShare(name) ? `${(100 * value).toFixed(2)} %` : String(Number(value.toPrecision(4)));
}

function place({ data, device, commit }: ResultFile): string {
  const encoding = data?.encoding === undefined ? '' : ` (${data.encoding})`;
  const machine = device.gpu ? 'GPU' : `${device.processor}, ${device.cores} cores`;
  return `${data?.name ?? ''}${encoding}; ${machine}; ${commit?.slice(0, 8) ?? 'no commit'}`;
}

/** `cnnAccuracy` -> `CNN accuracy` */
function words(name: string): string {
  return name
    .split(/(?=[A-Z])/)
    .map((word) => (ACRONYMS.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase()))
    .join(' ');
}
