import { describe, expect, it } from 'vitest';
import { authorOf } from './caller.ts';

const author = (subject: string, name?: string) =>
  authorOf({ subject, wikis: ['*'], scope: ['write'], issuedAt: 0, ...(name === undefined ? {} : { name }) });

describe('the author of a commit', () => {
  it.each([
    ['me', undefined, { name: 'me', email: 'me@users.holt.invalid' }],
    ['me', 'Me Myself', { name: 'Me Myself', email: 'me@users.holt.invalid' }],
    ['me@example.org', 'Me', { name: 'Me', email: 'me@example.org' }],
    ['auth0|5f7', undefined, { name: 'auth0|5f7', email: 'auth0%7C5f7@users.holt.invalid' }],
    [
      'a b <root@x.org>',
      undefined,
      { name: 'a b <root@x.org>', email: 'a%20b%20%3Croot%40x.org%3E@users.holt.invalid' },
    ],
    ["o'neill", '…', { name: "o'neill", email: 'o%27neill@users.holt.invalid' }],
    ['-', undefined, { name: 'Unknown', email: '-@users.holt.invalid' }],
  ])('for the subject %j named %j', (subject, name, expected) => {
    expect(author(subject, name)).toEqual(expected);
  });

  it('has another address for another subject, even one that poses as a placeholder', () => {
    expect(author('me@users.holt.invalid').email).not.toBe(author('me').email);
    expect(author('me@Users.Holt.Invalid').email).not.toBe(author('me').email);
  });
});
