/** What must hold in the process before a lesson loads TensorFlow. */

const util = require('node:util');

// tfjs-node 4.22 still calls two functions that Node 23 removed.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

// TensorFlow reads this once, when its library is loaded: errors only.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
