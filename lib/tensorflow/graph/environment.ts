/**
 * What must hold before TensorFlow's library is loaded; so it is a module of its own, imported first.
 */

import util from 'node:util';

// tfjs-node 4.22 still calls two functions that Node 23 removed.
const legacyUtil = util as unknown as Record<string, unknown>;
legacyUtil.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
legacyUtil.isArray ??= Array.isArray;

// TensorFlow reads these once. Errors only:
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
// A session has threads of its own, as many as it wants, instead of those that all share (single-thread.ts).
process.env.TF_OVERRIDE_GLOBAL_THREADPOOL ??= '1';
