/** A system that learns nothing and needs no time: what tools/bench/worker.ts speaks with in the tests. */

import { serve } from '../../../tools/bench/systems/serve';

console.log('Welcome to a library that greets');
console.log('[1, 2]');
serve({
  versions: { fake: '1.0' },
  firstSteps: async (count) => Array.from({ length: count }, (_, step) => (step === 0 ? 3 : 1)),
  epoch: async () => {
    throw new RangeError('this one cannot train');
  },
  infer: async (batchSize, seconds) => {
    if (batchSize === 1) {
      console.error('Traceback of three lines\n  in some file\nMemoryError: too much was asked');
      process.exit(1);
    }
    return { examples: 10 * batchSize, seconds };
  },
});
