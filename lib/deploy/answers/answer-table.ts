import path from 'node:path';
import { csvText } from '../../data/formats/csv';
import type { FeatureRecipe } from '../../features';
import type { DeployedModel } from '../deployed-model';
import type { FileAnswer, SegmentAnswer } from './file-answer';
import { audacityLabels, ravenTable } from './label-track';

export const answerFormats = ['json', 'csv', 'audacity', 'raven'] as const;
export type AnswerFormat = (typeof answerFormats)[number];

/** Four digits are more than a probability has. */
const rounded = (value: number) => Math.round(1e4 * value) / 1e4;
const seconds = (value: number) => Math.round(1e6 * value) / 1e6;

type Model = Pick<DeployedModel, 'place' | 'classNames' | 'facts' | 'preprocessing'>;

/** All answers of a run, with the model's name, classes, licence and authors, as JSON. */
export function answersJson(model: Model, answers: readonly FileAnswer[]): string {
  const { licence, pretrained, thresholds } = model.facts;
  const shown = ({ labels, scores, probabilities }: Omit<SegmentAnswer, 'start' | 'end'>) => ({
    labels,
    scores: scores.map(rounded),
    probabilities: Object.fromEntries(model.classNames.map((name, i) => [name, rounded(probabilities[i])])),
  });
  const file = {
    model: { place: model.place, classNames: model.classNames, thresholds, licence, pretrained },
    recordings: answers.length,
    unreadable: answers.filter(({ fault }) => fault !== undefined).length,
    files: answers.map(({ file, answer, segments, fault, note }) => ({
      file,
      ...(answer && shown(answer)),
      ...(segments && {
        segments: segments.map(({ start, end, ...one }) => ({
          start: seconds(start),
          end: seconds(end),
          ...shown(one),
        })),
      }),
      ...(note !== undefined && { note }),
      ...(fault !== undefined && { fault }),
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** A row a picture or a segment: file, start, end, labels, score, the probability of each class, and what is wrong. */
export function answersCsv({ classNames }: Model, answers: readonly FileAnswer[]): string {
  const rows = answers.flatMap(({ file, answer, segments, fault }) => {
    const shown: readonly (Omit<SegmentAnswer, 'start' | 'end'> & Partial<SegmentAnswer>)[] =
      segments ?? (answer === undefined ? [] : [answer]);
    const answered = shown.map(({ start, end, labels, scores, probabilities }) => [
      file,
      start === undefined ? '' : seconds(start),
      end === undefined ? '' : seconds(end),
      labels.join('; '),
      rounded(Math.max(...scores)),
      ...probabilities.map(rounded),
      '',
    ]);
    return fault === undefined ? answered : [...answered, [file, '', '', '', '', ...classNames.map(() => ''), fault]];
  });
  return csvText([['file', 'start', 'end', 'labels', 'score', ...classNames, 'fault'], ...rows]);
}

/** The file of one recording's labels: its own name with an ending behind, so that x.wav and x.flac have one each. */
export const labelFile = (format: 'audacity' | 'raven', recording: string): string =>
  `${recording}${format === 'audacity' ? '.labels.txt' : '.selections.txt'}`;

/** The labels of one recording. */
export function labelText(format: 'audacity' | 'raven', model: Model, { file, segments = [] }: FileAnswer): string {
  if (format === 'audacity') return audacityLabels(segments);
  const { recipe } = model.preprocessing as { readonly recipe: FeatureRecipe };
  const { fMin = 0, fMax = recipe.sampleRate / 2 } = recipe;
  return ravenTable(segments, { file: path.basename(file), band: [fMin, fMax] });
}
