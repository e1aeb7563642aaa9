/**
 * Which tensors a gradient is being taken through, as tfjs' tape tells.
 *
 * tfjs writes the kernels that it runs on a tape and goes back along it. What runs past it, an op by `native`, is not
 * on the tape: its gradient would be missing without a word, or there by another path, and wrong.
 */

import { engine, type tf } from './backend';

/** What the gradients that are being taken at this moment are taken with respect to. */
const sources: (readonly tf.Tensor[])[] = [];

// tfjs keeps no record of it; it looks through the tape when the function has run.
const { gradients } = engine;
engine.gradients = function (f, xs, ...rest) {
  const watched = () => {
    sources.push(xs);
    try {
      return f();
    } finally {
      sources.pop();
    }
  };
  return gradients.call(this, watched, xs, ...rest);
};

const isContinuous = ({ dtype }: tf.TensorInfo) => dtype === 'float32' || dtype === 'complex64';

/**
 * The ids of all tensors that a gradient is taken with respect to, and of those that are computed from them. What a
 * kernel saves of its output stands on the tape before the kernel, so one look does not find all.
 */
function reached(): Set<number> {
  const ids = new Set(sources.flat().map(({ id }) => id));
  for (let known = -1; known < ids.size; ) {
    known = ids.size;
    for (const { inputs, outputs } of engine.state.activeTape ?? []) {
      if (!Object.values(inputs).some((input) => ids.has(input?.id))) continue;
      for (const output of outputs) if (isContinuous(output)) ids.add(output.id);
    }
  }
  return ids;
}

/**
 * Must be asked by what runs past the tape. Inside a kernel that has a gradient of its own (`withGradient`,
 * tf.customGrad) there is nothing to ask; nor where the outputs are whole numbers, which have no gradient.
 * @throws Error where a gradient is being taken through an input, and would be lost.
 */
export function requireNoGradient(op: string, inputs: readonly tf.Tensor[], outputs: readonly tf.Tensor[]): void {
  const { gradientDepth, kernelDepth } = engine.state;
  if (gradientDepth === 0 || kernelDepth > 0 || !outputs.some(isContinuous)) return;
  const ids = reached();
  const lost = inputs.findIndex(({ id }) => ids.has(id));
  if (lost < 0) return;
  throw new Error(
    `op ${op}: a gradient is being taken through input ${lost + 1}, and this op has none here; ` +
      'give it one by withGradient (or tf.customGrad), or compute it outside of what is differentiated.',
  );
}

/** Gives back what the tape of a gradient that was not finished has saved; tfjs forgets it. */
export function dropTape(): void {
  const { state } = engine;
  if (state.gradientDepth > 0 || !state.activeTape) return;
  for (const { saved } of state.activeTape) for (const tensor of saved) tensor.dispose();
  state.activeTape = null;
}
