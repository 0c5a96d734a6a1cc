import { z } from 'zod';

// What all lists take. Their bounds are their own.

export const prefix = z.string().optional().describe('Paths that begin with this');

export const cursor = z.string().min(1).optional().describe('next_cursor of the previous answer');

export const limitTo = (max: number) => z.int().min(1).max(max).optional();

/** What an answer says that found nothing in its part of the wiki, where there is more: an empty list looks like the end. */
export function noneYet(what: string): string {
  return `no ${what} found yet: only a part of the wiki was searched. Go on to the end before you conclude that there is none.`;
}

/** What a cursor is good for, in the text of an answer that has one. */
export function goOn(next: string | undefined): string[] {
  return next === undefined ? [] : [`There is more. Go on with cursor: ${next}`];
}
