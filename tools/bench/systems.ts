/** The systems that are compared, what starts each, and the settings of it that are tried. */

import path from 'node:path';
import { PYTHON, ROOT } from '../repository';
import { BENCH_PYTHON } from './peer-packages';
import type { Choices } from './tune-peers';
import type { Workload } from './workloads';

export interface System {
  readonly id: string;
  readonly title: string;
  readonly command: readonly string[];
  /** Python systems are the ones to beat; stock tfjs shows where we come from. */
  readonly python: boolean;
  /** What could make it faster, by its documentation; the quickest is chosen by trying. */
  choices(workload: Workload): Choices;
  /** The part of the timed epoch that it is given: the slowest gets less, so that a run ends in minutes. */
  readonly share?: number;
}

const here = (name: string) => path.join(__dirname, 'systems', name);
const node = (name: string) => [process.execPath, '--import', 'tsx', here(name)];
const isLstm = ({ model }: Workload) => model === 'mnistLstm';
const isConvolutional = ({ model }: Workload) => model === 'cifarCnn' || model === 'mnistCnn';

/** Ours first: it is measured first in each repetition, and divided by the others. */
export const SYSTEMS: readonly System[] = [
  { id: 'cahier', title: 'this project', command: node('cahier.ts'), python: false, choices: () => ({}) },
  {
    id: 'tfjs',
    title: 'tfjs `model.fit`',
    command: node('tfjs-fit.ts'),
    python: false,
    choices: () => ({}),
    share: 0.25,
  },
  {
    id: 'keras',
    title: 'Keras `fit`',
    command: [PYTHON, here('keras_fit.py')],
    python: true,
    choices: (workload) => ({
      jitCompile: [false, true],
      data: ['dataset', 'arrays'],
      stepsPerExecution: [1, 8],
      ...(isLstm(workload) && { unroll: [false, true] }),
    }),
  },
  {
    id: 'tf-function',
    title: '`tf.function`',
    command: [PYTHON, here('tf_function.py')],
    python: true,
    choices: (workload) => ({
      jitCompile: [false, true],
      ...(isLstm(workload) && { unroll: [false, true] }),
    }),
  },
  {
    id: 'pytorch',
    title: 'PyTorch',
    command: [BENCH_PYTHON, here('pytorch.py')],
    python: true,
    choices: (workload) => ({
      compile: [false, true],
      ...(isConvolutional(workload) && { channelsLast: [true, false] }),
    }),
  },
];

/**
 * The environment of every system: the same number of threads for the libraries that read it there, and the
 * processor alone, where a GPU is present too.
 */
export function systemEnvironment(threads: number): NodeJS.ProcessEnv {
  const count = String(threads);
  return {
    ...process.env,
    OMP_NUM_THREADS: count,
    TF_NUM_INTRAOP_THREADS: count,
    TF_NUM_INTEROP_THREADS: count,
    CUDA_VISIBLE_DEVICES: '-1',
    TF_CPP_MIN_LOG_LEVEL: '3',
    KERAS_BACKEND: 'tensorflow',
    PYTHONUNBUFFERED: '1',
    // PyTorch's compiler keeps what it made; below the clone, as everything.
    TORCHINDUCTOR_CACHE_DIR: path.join(ROOT, '.cache', 'bench', 'inductor'),
  };
}
