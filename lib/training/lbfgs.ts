/** The value of a function, whose gradient it writes into the second argument. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Stops where no partial derivative is larger; default 1e-5. */
  readonly tolerance?: number;
  readonly maxIterations?: number;
}

/** Pairs of steps by which curvature is remembered. */
const MEMORY = 10;

/**
 * The lowest point of a smooth function by limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 7.2), with
 * steps halved until they descend enough (Armijo). A convex function has one such point, whatever the start.
 *
 * @param x the start; it is moved to the lowest point.
 * @returns iterations, and the largest partial derivative at the end.
 */
export function minimize(
  of: Differentiable,
  x: Float64Array,
  { tolerance = 1e-5, maxIterations = 1000 }: LbfgsOptions = {},
): { readonly iterations: number; readonly slope: number } {
  let gradient = new Float64Array(x.length);
  let value = of(x, gradient);
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (largest(gradient) <= tolerance) return { iterations: iteration, slope: largest(gradient) };
    const direction = descent(gradient, steps);
    const slope = dot(gradient, direction);
    let length = iteration === 0 ? 1 / Math.max(1, largest(gradient)) : 1;
    const next = new Float64Array(x.length);
    const nextGradient = new Float64Array(x.length);
    for (;;) {
      for (let i = 0; i < x.length; i++) next[i] = x[i] + length * direction[i];
      const found = of(next, nextGradient);
      if (found <= value + 1e-4 * length * slope) {
        value = found;
        break;
      }
      length /= 2;
      // Rounding alone decides by now.
      if (length < 1e-12) return { iterations: iteration, slope: largest(gradient) };
    }
    const s = next.map((after, i) => after - x[i]);
    const y = nextGradient.map((after, i) => after - gradient[i]);
    const curvature = dot(s, y);
    if (curvature > 1e-12) steps.push({ s, y, rho: 1 / curvature });
    if (steps.length > MEMORY) steps.shift();
    x.set(next);
    gradient = nextGradient;
  }
  return { iterations: maxIterations, slope: largest(gradient) };
}

/** Minus the gradient, scaled by what the last steps tell of the curvature. */
function descent(gradient: Float64Array, steps: readonly { s: Float64Array; y: Float64Array; rho: number }[]) {
  const q = Float64Array.from(gradient);
  const weights = steps.map(() => 0);
  for (let k = steps.length - 1; k >= 0; k--) {
    const { s, y, rho } = steps[k];
    weights[k] = rho * dot(s, q);
    for (let i = 0; i < q.length; i++) q[i] -= weights[k] * y[i];
  }
  if (steps.length > 0) {
    const { y, rho } = steps[steps.length - 1];
    const scale = 1 / (rho * dot(y, y));
    for (let i = 0; i < q.length; i++) q[i] *= scale;
  }
  steps.forEach(({ s, y, rho }, k) => {
    const change = weights[k] - rho * dot(y, q);
    for (let i = 0; i < q.length; i++) q[i] += change * s[i];
  });
  return q.map((value) => -value);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const largest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
