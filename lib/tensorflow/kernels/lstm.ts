/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; gates as Keras orders them: input, forget, cell, output).
 *
 * Three things make it fast: the product of all time steps with the input kernel is one matrix product before the
 * loop; the backward pass is written by hand, so that each weight gradient is one matrix product after it; and the
 * batch is cut into two halves whose chains of small ops TensorFlow runs side by side on two cores.
 */

import { tf } from '../backend';
import { FLOAT, INT32, int, native, nativeAll } from '../native';
import { reshape } from './convolution';
import { biasAdd, biasGradient, matMul } from './dense';

const T = { T: FLOAT };
const add = (a: tf.Tensor, b: tf.Tensor) => native('AddV2', [a, b], T);
const mul = (a: tf.Tensor, b: tf.Tensor) => native('Mul', [a, b], T);
const sigmoidGradient = (y: tf.Tensor, dy: tf.Tensor) => native('SigmoidGrad', [y, dy], T);
const tanhGradient = (y: tf.Tensor, dy: tf.Tensor) => native('TanhGrad', [y, dy], T);
const axisTensor = (axis: number) => tf.scalar(axis, 'int32');

const stack = (parts: tf.Tensor[]) => native('Pack', parts, { T: FLOAT, N: int(parts.length), axis: int(0) });
const unstack = (x: tf.Tensor, count: number) =>
  nativeAll('Unpack', [x], { T: FLOAT, num: int(count), axis: int(0) }, count);
const split = (x: tf.Tensor, parts: number, axis: number) =>
  parts === 1 ? [x] : nativeAll('Split', [axisTensor(axis), x], { T: FLOAT, num_split: int(parts) }, parts);
const concat = (parts: tf.Tensor[], axis: number) =>
  parts.length === 1
    ? parts[0]
    : native('ConcatV2', [...parts, axisTensor(axis)], { T: FLOAT, Tidx: INT32, N: int(parts.length) });
const sum = (parts: tf.Tensor[]) =>
  parts.length === 1 ? parts[0] : native('AddN', parts, { T: FLOAT, N: int(parts.length) });
const swapBatchAndTime = (x: tf.Tensor) =>
  native('Transpose', [x, tf.tensor1d([1, 0, 2], 'int32')], { T: FLOAT, Tperm: INT32 });

export interface LstmOptions {
  /** All hidden states [batch, time, units], or the last one [batch, units]. */
  readonly returnSequences: boolean;
}

/** What the backward pass needs of one time step: the four gates, the cell state before it, tanh of the one after. */
const SAVED_PER_STEP = 6;

/** @param x float32 [batch, time, in]; kernel [in, 4 units], recurrentKernel [units, 4 units], bias [4 units]. */
export function lstm(
  x: tf.Tensor,
  kernel: tf.Tensor,
  recurrentKernel: tf.Tensor,
  bias: tf.Tensor,
  { returnSequences }: LstmOptions,
): tf.Tensor {
  const [batch, steps, size] = x.shape;
  const units = recurrentKernel.shape[0];
  const chains = batch % 2 === 0 ? 2 : 1;
  const rows = batch / chains;

  return tf.customGrad((...args) => {
    const [x, kernel, recurrentKernel, bias, save] = args as unknown as [
      ...tf.Tensor[],
      tf.GradSaveFunc,
    ] as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const inputs = split(swapBatchAndTime(x), chains, 1).map((part) => reshape(part, [steps * rows, size]));
    const forward = inputs.map((input) => {
      const projected = reshape(biasAdd(matMul(input, kernel), bias), [steps, rows, 4 * units]);
      return runChain(unstack(projected, steps), recurrentKernel);
    });
    save([kernel, recurrentKernel, ...inputs, ...forward.flatMap(({ hidden, saved }) => [...hidden, ...saved])]);
    const value = returnSequences
      ? swapBatchAndTime(
          concat(
            forward.map(({ hidden }) => stack(hidden)),
            1,
          ),
        )
      : concat(
          forward.map(({ hidden }) => hidden[steps - 1]),
          0,
        );

    const gradFunc = (dy: tf.Tensor, tensors: tf.Tensor[]) => {
      const [kernel, recurrentKernel, ...rest] = tensors;
      const inputs = rest.splice(0, chains);
      const dOutputs = split(returnSequences ? swapBatchAndTime(dy) : dy, chains, returnSequences ? 1 : 0);
      const parts = inputs.map((input, chain) => {
        const hidden = rest.splice(0, steps);
        const saved = rest.splice(0, SAVED_PER_STEP * steps);
        const dHidden = returnSequences ? unstack(dOutputs[chain], steps) : [dOutputs[chain]];
        const dGates = stack(backpropagate(dHidden, saved, steps, recurrentKernel));
        const flat = reshape(dGates, [steps * rows, 4 * units]);
        const before = reshape(stack([tf.zerosLike(hidden[0]), ...hidden.slice(0, -1)]), [steps * rows, units]);
        return [
          reshape(matMul(flat, kernel, { transposeB: true }), [steps, rows, size]),
          matMul(input, flat, { transposeA: true }),
          matMul(before, flat, { transposeA: true }),
          biasGradient(flat),
        ];
      });
      const dx = swapBatchAndTime(
        concat(
          parts.map((part) => part[0]),
          1,
        ),
      );
      return [dx, ...[1, 2, 3].map((i) => sum(parts.map((part) => part[i])))];
    };
    return { value, gradFunc };
  })(x, kernel, recurrentKernel, bias);
}

/** The loop over time, from the projected inputs of each step [rows, 4 units]; the first state is zero. */
function runChain(projected: tf.Tensor[], recurrentKernel: tf.Tensor): { hidden: tf.Tensor[]; saved: tf.Tensor[] } {
  const hidden: tf.Tensor[] = [];
  const saved: tf.Tensor[] = [];
  let cell: tf.Tensor | undefined;
  projected.forEach((input, step) => {
    const z = step === 0 ? input : add(input, matMul(hidden[step - 1], recurrentKernel));
    const [zInput, zForget, zCandidate, zOutput] = split(z, 4, 1);
    const inputGate = native('Sigmoid', [zInput], T);
    const forgetGate = native('Sigmoid', [zForget], T);
    const candidate = native('Tanh', [zCandidate], T);
    const outputGate = native('Sigmoid', [zOutput], T);
    const written = mul(inputGate, candidate);
    const cellBefore: tf.Tensor = cell ?? tf.zerosLike(written);
    cell = cell === undefined ? written : add(mul(forgetGate, cell), written);
    const cellTanh = native('Tanh', [cell], T);
    hidden.push(mul(outputGate, cellTanh));
    saved.push(inputGate, forgetGate, candidate, outputGate, cellBefore, cellTanh);
  });
  return { hidden, saved };
}

/**
 * Back-propagation through time.
 * @param dHidden the gradient of each hidden state, or of the last one alone.
 * @returns the gradient before the gates' activations, [rows, 4 units] a step.
 */
function backpropagate(
  dHidden: tf.Tensor[],
  saved: readonly tf.Tensor[],
  steps: number,
  recurrentKernel: tf.Tensor,
): tf.Tensor[] {
  const dGates: tf.Tensor[] = new Array(steps);
  let dh = dHidden[dHidden.length - 1];
  let dCell: tf.Tensor | undefined;
  for (let step = steps - 1; step >= 0; step--) {
    const [inputGate, forgetGate, candidate, outputGate, cellBefore, cellTanh] = saved.slice(
      SAVED_PER_STEP * step,
      SAVED_PER_STEP * (step + 1),
    );
    const fromHidden = tanhGradient(cellTanh, mul(dh, outputGate));
    const dc: tf.Tensor = dCell === undefined ? fromHidden : add(dCell, fromHidden);
    dGates[step] = concat(
      [
        sigmoidGradient(inputGate, mul(dc, candidate)),
        sigmoidGradient(forgetGate, mul(dc, cellBefore)),
        tanhGradient(candidate, mul(dc, inputGate)),
        sigmoidGradient(outputGate, mul(dh, cellTanh)),
      ],
      1,
    );
    if (step === 0) break;
    dCell = mul(dc, forgetGate);
    dh = matMul(dGates[step], recurrentKernel, { transposeB: true });
    if (dHidden.length > 1) dh = add(dh, dHidden[step - 1]);
  }
  return dGates;
}
