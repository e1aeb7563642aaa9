/** Half a second an epoch, at once; the loss is the time at which it was asked for, so the order of turns shows. */

import { serve } from '../../../tools/bench/systems/serve';

const behaviour = process.argv[2].startsWith('{') ? '' : process.argv[2];
if (behaviour === 'fails-at-start') throw new TypeError('it cannot be loaded');
let epochs = 0;

serve({
  versions: { timed: '1' },
  firstSteps: async (count) => Array.from({ length: count }, (_, step) => (step === 0 ? 3 : 1)),
  async epoch() {
    if (++epochs === 3 && behaviour === 'fails-at-epoch-3') throw new RangeError('there is no third epoch');
    return { seconds: 0.5, loss: behaviour === 'diverges' ? Number.NaN : performance.timeOrigin + performance.now() };
  },
  infer: async (batchSize, seconds) => ({ examples: 100 * batchSize * seconds, seconds }),
});
