/**
 * Loads TensorFlow once, quietly, and hands out `tf`. Nothing else in the project imports `@tensorflow/*`.
 *
 * The native binding is the package's own source, compiled by `npm start` against the TensorFlow of the Python
 * wheel (lib/tensorflow/native/binding.cc).
 */

import util from 'node:util';

// tfjs-node 4.22 still calls two functions that Node 23 removed.
const legacyUtil = util as unknown as Record<string, unknown>;
legacyUtil.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
legacyUtil.isArray ??= Array.isArray;
// TensorFlow reads this once, when its library is loaded: errors only.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';

import * as tf from '@tensorflow/tfjs-node-gpu';

export { tf };
