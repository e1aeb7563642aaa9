import type { Converter } from '../converter';
import { inOrder, settled } from '../laid-value';

/** Add, Multiply, Average, Maximum, Minimum: of values of one shape, or of shapes that are spread along axes of length 1. */
export const merge =
  (operator: 'Add' | 'Mul' | 'Mean' | 'Max' | 'Min'): Converter =>
  ({ graph, outputShape, refuse }, ...values) => {
    if (values.some(({ shape }) => shape.length !== outputShape.length)) {
      refuse('values of different rank have no twin; reshape them to one');
    }
    const first = settled(graph, values[0]);
    const names = [first, ...values.slice(1).map((value) => inOrder(graph, value, first.order))].map(
      ({ name }) => name,
    );
    const name =
      operator === 'Add' || operator === 'Mul'
        ? names.slice(1).reduce((sum, next) => graph.add(operator, [sum, next]), names[0])
        : graph.add(operator, names);
    return { name, shape: outputShape, order: first.order };
  };

export const concatenate: Converter = ({ graph, config, outputShape }, ...values) => {
  const first = settled(graph, values[0]);
  const names = [first, ...values.slice(1).map((value) => inOrder(graph, value, first.order))].map(({ name }) => name);
  const axis = ((config.axis as number) + outputShape.length) % outputShape.length;
  const name = graph.add('Concat', names, { axis: first.order.indexOf(axis) });
  return { name, shape: outputShape, order: first.order };
};
