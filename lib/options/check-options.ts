import type { z } from 'zod';
import { UserError } from '../errors';
import { examine } from './schema';

/**
 * Checks, once and at the border, what a public function was given.
 *
 * ```ts
 * const OPTIONS = object({ batchSize: integer({ min: 1 }).default(32), seed: integer({ min: 0 }).optional() });
 * const { batchSize, seed } = checkOptions('predict', OPTIONS, options);
 * ```
 * @param where the function's name, or the name of its argument; begins the sentence.
 * @returns the value with the defaults of the schema.
 * @throws UserError `predict: batchSize is 0; expected a whole number, at least 1.`
 */
export function checkOptions<T extends z.ZodType>(where: string, schema: T, options: unknown): z.output<T> {
  const result = examine(schema, options);
  if ('value' in result) return result.value;
  const { path, sentence } = result.complaint;
  throw new UserError(path.length === 0 ? `${where} ${sentence}` : `${where}: ${path.join('.')} ${sentence}`);
}
