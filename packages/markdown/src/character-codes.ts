import type { Code } from 'micromark-util-types';

/** Whether the line ends here. micromark's codes of line ends are -5 to -3, of tabs -2 and -1; the text's end is null. */
export function isLineEnd(code: Code): boolean {
  return code === null || code < -2;
}

/** Whether there is a space, a tab, or the line ends. */
export function isSpaceOrEnd(code: Code): boolean {
  return code === null || code < 0 || code === 32;
}
