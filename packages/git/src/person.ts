import { GitError } from './errors.ts';

/** Who wrote or committed, and when. */
export interface Person {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970-01-01T00:00:00Z, a whole number, not negative. */
  readonly timestampSeconds: number;
  /** Minutes east of UTC (90 is `+0130`): the negative of `Date#getTimezoneOffset`. Negative zero is `-0000`. */
  readonly timezoneOffsetMinutes: number;
}

/** What git strips from both ends of a name and an email address (`crud` in its ident.c; a full stop stays, as in newer versions). */
const CRUD = '[\\u0000- ,:;<>"\\\\\']';
const CRUD_AT_ENDS = new RegExp(`^${CRUD}+|${CRUD}+$`, 'g');

/**
 * The text of an `author` or `committer` header. Name and email are cleaned as git cleans them, so that they can't end the
 * header or pass for another person's.
 *
 * @throws GitError `invalid-commit` when nothing is left of the name.
 * @throws TypeError for a time that isn't a whole number in range.
 */
export function encodePerson(person: Person, role: 'author' | 'committer'): string {
  const name = clean(person.name);
  if (name === '') {
    const given = JSON.stringify(person.name);
    throw new GitError('invalid-commit', `The ${role}'s name ${given} has no characters that git keeps. Give a name.`);
  }
  const seconds = person.timestampSeconds;
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw new TypeError(`The ${role}'s timestampSeconds must be a whole number, zero or more, not ${seconds}`);
  }
  return `${name} <${clean(person.email)}> ${seconds} ${encodeTimezone(person.timezoneOffsetMinutes, role)}`;
}

/** Reads the text of an `author` or `committer` header; `undefined` when it has no email address or no time. */
export function decodePerson(text: string): Person | undefined {
  // Names of broken tools may hold `<` and `>`: like git, take the time from behind the last `>`.
  const match = /^([^<]*)<(.*)> (\d{1,15}) ([+-])(\d{1,7})$/s.exec(text);
  if (match === null) return undefined;
  const [, name = '', email = '', seconds, sign, digits] = match;
  const zone = Number(digits);
  const minutes = Math.floor(zone / 100) * 60 + (zone % 100);
  return {
    name: name.endsWith(' ') ? name.slice(0, -1) : name,
    email,
    timestampSeconds: Number(seconds),
    timezoneOffsetMinutes: sign === '-' ? -minutes : minutes,
  };
}

function clean(text: string): string {
  return text
    .replaceAll('\0', '')
    .replace(CRUD_AT_ENDS, '')
    .replace(/[<>\n]/g, '');
}

function encodeTimezone(offsetMinutes: number, role: string): string {
  const minutes = Math.abs(offsetMinutes);
  if (!Number.isInteger(minutes) || minutes >= 100 * 60) {
    throw new TypeError(
      `The ${role}'s timezoneOffsetMinutes must be a whole number within 99:59, not ${offsetMinutes}`,
    );
  }
  const sign = offsetMinutes < 0 || Object.is(offsetMinutes, -0) ? '-' : '+';
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${sign}${twoDigits(Math.floor(minutes / 60))}${twoDigits(minutes % 60)}`;
}
