/** lstm-sequence.ts of TensorFlow's own operations, step by step: for a GPU, and to test our own against. */

import { tf } from '../graph/backend';
import { FLOAT, native } from '../graph/operation';
import { add, mul } from './arithmetic';
import { biasAdd, matMul } from './dense';
import { concat, reshape, split, stack, transpose, unstack } from './layout';
import type { LstmWeights, Sequence, SequenceOptions } from './lstm-types';

const T = { T: FLOAT };
const sigmoid = (x: tf.Tensor) => native('Sigmoid', [x], T);
const tanh = (x: tf.Tensor) => native('Tanh', [x], T);
const sigmoidGradient = (y: tf.Tensor, dy: tf.Tensor) => native('SigmoidGrad', [y, dy], T);
const tanhGradient = (y: tf.Tensor, dy: tf.Tensor) => native('TanhGrad', [y, dy], T);

/** A tensor [rows, steps, n] taken apart in the order of the loop, [rows, n] each, and put together again. */
const stepsOf = (x: tf.Tensor, backwards: boolean) => inOrder(unstack(transpose(x, [1, 0, 2])), backwards);
const ofSteps = (parts: readonly tf.Tensor[], backwards: boolean) =>
  transpose(stack(inOrder(parts, backwards)), [1, 0, 2]);
const inOrder = (parts: readonly tf.Tensor[], backwards: boolean) => (backwards ? [...parts].reverse() : [...parts]);

export function composedSequence(
  inputs: tf.Tensor,
  { kernel, recurrentKernel, bias }: LstmWeights,
  { backwards }: SequenceOptions,
): Sequence {
  const [rows, steps, size] = inputs.shape;
  const flat = reshape(inputs, [rows * steps, size]);
  const projected = reshape(biasAdd(matMul(flat, kernel), bias), [rows, steps, 4 * recurrentKernel.shape[0]]);
  const [hiddens, gates, cells, tanhs]: tf.Tensor[][] = [[], [], [], []];
  for (const input of stepsOf(projected, backwards)) {
    const last = hiddens.length - 1;
    const z = last < 0 ? input : add(input, matMul(hiddens[last], recurrentKernel));
    const [zInput, zForget, zCandidate, zOutput] = split(z, 4, 1);
    const [inputGate, forgetGate, outputGate] = [zInput, zForget, zOutput].map(sigmoid);
    const candidate = tanh(zCandidate);
    const taken = mul(inputGate, candidate);
    const cell = last < 0 ? taken : add(mul(forgetGate, cells[last]), taken);
    const cellTanh = tanh(cell);
    hiddens.push(mul(outputGate, cellTanh));
    gates.push(concat([inputGate, forgetGate, candidate, outputGate], 1));
    cells.push(cell);
    tanhs.push(cellTanh);
  }
  const [hidden, ...kept] = [hiddens, gates, cells, tanhs].map((parts) => ofSteps(parts, backwards));
  return { hidden, kept };
}

/** Back-propagation through time. */
export function composedSequenceGradient(
  dHidden: tf.Tensor,
  recurrentKernel: tf.Tensor,
  kept: readonly tf.Tensor[],
  backwards: boolean,
): tf.Tensor {
  const [gates, cells, tanhs] = kept.map((tensor) => stepsOf(tensor, backwards));
  const steps = gates.length;
  const given = stepsOf(dHidden, backwards);
  const transposed = transposedOnce(recurrentKernel);
  const dGates: tf.Tensor[] = new Array(steps);
  const nothing = tf.zerosLike(cells[0]);
  let [fromNext, dCell]: tf.Tensor[] = [nothing, nothing];
  for (let step = steps - 1; step >= 0; step--) {
    const own = given.length === steps ? given[step] : step === steps - 1 ? given[0] : nothing;
    const [input, forget, candidate, output] = split(gates[step], 4, 1);
    const dState = add(own, fromNext);
    const dNext = add(dCell, tanhGradient(tanhs[step], mul(dState, output)));
    dGates[step] = concat(
      [
        sigmoidGradient(input, mul(dNext, candidate)),
        sigmoidGradient(forget, step > 0 ? mul(dNext, cells[step - 1]) : nothing),
        tanhGradient(candidate, mul(dNext, input)),
        sigmoidGradient(output, mul(dState, tanhs[step])),
      ],
      1,
    );
    dCell = mul(dNext, forget);
    if (step > 0) fromNext = matMul(dGates[step], transposed);
  }
  return ofSteps(dGates, backwards);
}

/**
 * A matrix transposed in memory, once for many products. A plain transposition would be folded by TensorFlow into each
 * product that uses it, and small products of a transposed factor are a third slower; behind a reshape it stays.
 */
function transposedOnce(matrix: tf.Tensor): tf.Tensor {
  const [rows, columns] = matrix.shape;
  return reshape(transpose(reshape(matrix, [1, rows, columns]), [0, 2, 1]), [columns, rows]);
}
