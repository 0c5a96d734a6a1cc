import { checkWikiId, type Right } from '@holt/edge';

/** What a verified token says about its holder. */
export interface Claims {
  subject: string;
  /** How the holder is named as an author; absent when the token names none. */
  name?: string;
  /** Patterns of wikis: `owner/name`, `owner/*` or `*`. */
  wikis: string[];
  /** `write` does not include `read`. */
  scope: Right[];
}

const RIGHTS: readonly string[] = ['read', 'write'];
const MAX_TEXT_LENGTH = 256;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Whether the text may stand as a subject or a name: 1 to 256 UTF-16 units, no control characters. */
export function isPlainText(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.trim() !== '' &&
    value.length <= MAX_TEXT_LENGTH &&
    value.isWellFormed() &&
    !CONTROL_CHARACTERS.test(value)
  );
}

/** Whether the value is a pattern of wikis: `owner/name`, `owner/*` or `*`. */
export function isWikiPattern(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  if (value === '*') return true;
  // A pattern for all wikis of an owner is as legal as any one of them.
  return checkWikiId(value.endsWith('/*') ? `${value.slice(0, -1)}w` : value) === '';
}

export function isRight(value: unknown): value is Right {
  return typeof value === 'string' && RIGHTS.includes(value);
}

/** Reads a `scope` claim: words parted by single spaces. Words that Holt does not know grant nothing. */
export function parseScope(value: unknown): Right[] | undefined {
  if (typeof value !== 'string') return undefined;
  return [...new Set(value.split(' ').filter(isRight))];
}
