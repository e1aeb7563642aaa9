/** The parts of a data set: to learn from, to choose by, and to judge by, once. */
export type PartName = 'train' | 'validation' | 'test';

/** What people call the parts, in the languages of the data sets one meets. */
const WORDS: Readonly<Record<PartName, readonly string[]>> = {
  train: [
    'train',
    'training',
    'trn',
    'entrainement',
    'apprentissage',
    'entrenamiento',
    'treino',
    'treinamento',
    'addestramento',
    '训练',
    '訓練',
    '学習',
  ],
  validation: [
    'val',
    'valid',
    'validate',
    'validation',
    'dev',
    'validacion',
    'validacao',
    'validazione',
    'validierung',
    '验证',
    '検証',
  ],
  test: ['test', 'tests', 'testing', 'tst', 'prueba', 'pruebas', 'teste', '测试', 'テスト'],
};
const PART_OF = new Map(
  Object.entries(WORDS).flatMap(([part, words]) => words.map((word) => [word, part as PartName] as const)),
);

/** Words that stand beside a part's and say nothing more. */
const COMPANIONS = new Set(
  'set sets data dataset datasets split part folder dir images image imgs img pictures photos sounds audio clips files jeu donnees de la le of the'.split(
    ' ',
  ),
);

/** A name taken to pieces: the part it speaks of, and what else it says. */
export interface SpokenPart {
  readonly part: PartName;
  /** What stands beside the part's word: '' in "Train_set" and "2_train", 'seg' in "seg_train". */
  readonly rest: string;
}

/** "TRAIN", "Testing", "valid_images", "jeu d'entraînement"; undefined for a name that speaks of no part, or of two. */
export function spokenPart(name: string): SpokenPart | undefined {
  const words = name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .normalize('NFC')
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 1 || /[^a-z]/.test(word));
  const parts = words.flatMap((word) => PART_OF.get(word) ?? []);
  if (parts.length !== 1) return undefined;
  const rest = words.filter((word) => !PART_OF.has(word) && !COMPANIONS.has(word));
  return { part: parts[0], rest: rest.join(' ') };
}

/** The part that a name stands for, and nothing else. */
export function partNamed(name: string): PartName | undefined {
  const spoken = spokenPart(name);
  return spoken?.rest === '' ? spoken.part : undefined;
}
