import { lineOf } from './planned-write.ts';

/** The page that is read and written as one value, whole. */
export const REGISTER = 'Register';

/** The page's text when it holds the value of a write. */
export function registerLine(id: string): string {
  return `${lineOf(id)}\n`;
}
