import { z } from 'zod';

// What all lists take. Their bounds are their own.

export const prefix = z.string().optional().describe('Only paths that begin so');

export const cursor = z.string().min(1).optional().describe('next_cursor of the answer before');

export const limitTo = (max: number) => z.int().min(1).max(max).optional();

/** What a cursor is good for, in the text of an answer that has one. */
export function goOn(next: string | undefined): string[] {
  return next === undefined ? [] : [`There is more. Go on with cursor: ${next}`];
}
