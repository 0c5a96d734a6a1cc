import type { z } from 'zod';
import { invalidRequest } from './api-error.ts';

/**
 * A request's body, checked.
 * @throws ApiError 400 `invalid-request`, naming the member that is wrong
 */
export function readInput<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const member = issue?.path.join('.') ?? '';
  throw invalidRequest(
    `The body is not what is expected here: ${member === '' ? '' : `${member}: `}${issue?.message ?? ''}`,
  );
}
