/** What is timed: the four models of lessons 01 to 03 with the batch sizes that the lessons train them with. */

import { cifar10, type Examples, mnist } from '../../lib/data';
import { select } from '../../lib/data/dataset';

export interface Workload {
  readonly id: string;
  readonly title: string;
  /** Its builder in lib/models' registry. */
  readonly model: 'cifarCnn' | 'mnistCnn' | 'mnistLstm' | 'denseAutoencoder';
  readonly dataset: 'cifar-10' | 'mnist';
  readonly batchSize: number;
  /** Steps of one timed epoch: two to four seconds on two cores. Eight divides it, Keras' steps per execution. */
  readonly steps: number;
}

export const WORKLOADS: readonly Workload[] = [
  { id: 'cifar-cnn', title: 'CIFAR CNN', model: 'cifarCnn', dataset: 'cifar-10', batchSize: 32, steps: 96 },
  { id: 'mnist-cnn', title: 'MNIST CNN', model: 'mnistCnn', dataset: 'mnist', batchSize: 128, steps: 96 },
  { id: 'mnist-lstm', title: 'MNIST LSTM', model: 'mnistLstm', dataset: 'mnist', batchSize: 128, steps: 128 },
  {
    id: 'autoencoder',
    title: 'Autoencoder',
    model: 'denseAutoencoder',
    dataset: 'cifar-10',
    batchSize: 256,
    steps: 24,
  },
];

/** The embedded sample, repeated until there are `size` examples: real images, on any machine, without a download. */
export async function workloadExamples({ dataset }: Workload, size: number): Promise<Examples> {
  const load = dataset === 'mnist' ? mnist : cifar10;
  const { train } = await load({ source: 'sample', validation: 0 });
  return select(
    train,
    Int32Array.from({ length: size }, (_, i) => i % train.size),
  );
}
