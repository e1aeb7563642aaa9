import { notOffered } from '../../options';

/** Refused by name: measured, it loses (docs/performance.md, Half precision). */
export const mixedPrecision = notOffered(
  'it left out: all is computed in float32, for half precision is slower on a CPU',
);
