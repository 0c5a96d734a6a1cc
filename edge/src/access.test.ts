import { describe, expect, test } from 'vitest';
import { type AccessClaims, type AccessRecord, allows, levelOf, type PathRule, type Right, roleOf } from './index.js';

const record = (changes: Partial<AccessRecord> = {}): AccessRecord => ({
  public: false,
  rules: [],
  since: 0,
  ...changes,
});
const open = record({ public: true });
const closed = record();
const claims = (wikis: string[], scope: Right[] = ['read'], more: Partial<AccessClaims> = {}): AccessClaims => ({
  wikis,
  scope,
  issuedAt: 100,
  ...more,
});

test.each<[string, AccessClaims | undefined, AccessRecord | undefined, Right, boolean]>([
  ['no token, public', undefined, open, 'read', true],
  ['no token, public', undefined, open, 'write', false],
  ['no token, private', undefined, closed, 'read', false],
  ['no token, no record', undefined, undefined, 'read', false],
  ['no token, no record', undefined, undefined, 'write', false],
  ['the wiki named', claims(['me/notes']), closed, 'read', true],
  ['the wiki named', claims(['me/notes']), closed, 'write', false],
  ['the wiki named, no record', claims(['me/notes']), undefined, 'read', true],
  ['the wiki named, write only', claims(['me/notes'], ['write']), closed, 'write', true],
  ['the wiki named, write only', claims(['me/notes'], ['write']), closed, 'read', false],
  ['the owner named', claims(['me/*'], ['read', 'write']), closed, 'write', true],
  ['all named', claims(['*'], ['read', 'write']), undefined, 'write', true],
  ['another wiki named', claims(['me/other'], ['read', 'write']), closed, 'read', false],
  ['another wiki named, public', claims(['me/other'], ['read', 'write']), open, 'read', true],
  ['another wiki named, public', claims(['me/other'], ['read', 'write']), open, 'write', false],
  ['another owner named', claims(['you/*']), closed, 'read', false],
  ['a pattern that is none', claims(['me/n*', 'me', 'me/', '*/notes', '*/*', '']), closed, 'read', false],
  ['nothing named', claims([]), closed, 'read', false],
  ['nothing allowed', claims(['*'], []), closed, 'read', false],
  ['a reader', claims(['me/notes:reader'], ['read', 'write']), closed, 'write', false],
  ['an editor', claims(['me/notes'], ['manage']), closed, 'manage', false],
  ['an owner', claims(['me/notes:owner'], ['manage']), closed, 'manage', true],
  ['an owner without the scope', claims(['me/notes:owner'], ['read', 'write']), closed, 'manage', false],
  ['made before the wiki revoked all', claims(['*:owner']), record({ since: 101 }), 'read', false],
  ['made just then', claims(['*:owner']), record({ since: 100 }), 'read', true],
  ['made before, but public', claims(['*:owner']), record({ public: true, since: 101 }), 'read', true],
  ['for some paths', claims(['me/notes'], ['read'], { paths: ['Home'] }), closed, 'read', false],
])('%s (%o, %o): %s is %s', (_case, who, about, right, expected) => {
  expect(allows(who, about, 'me', 'notes', right)).toBe(expected);
});

describe('rules of paths', () => {
  const rules: PathRule[] = [
    ['Team', 'reader'],
    ['Team/Board', 'owner'],
    ['Team/Press', 'public'],
  ];

  test.each([
    ['Home', 'public'],
    ['Team', 'reader'],
    ['Team/Plan', 'reader'],
    ['Teams', 'public'],
    ['team', 'public'],
    ['Team/Board', 'owner'],
    ['Team/Board/2026', 'owner'],
    ['Team/Boarding', 'reader'],
    ['Team/Press/1', 'public'],
    [undefined, 'owner'],
  ])('reading %s needs the level %s', (path, level) => {
    expect(levelOf(record({ public: true, rules }), path)).toBe(level);
    expect(levelOf(record({ public: true, rules: rules.toReversed() }), path)).toBe(level);
  });

  test('a level that nobody knows is above all', () => {
    const odd = record({ rules: [['a', 'admin' as 'owner']] });
    expect(allows(claims(['*:owner']), odd, 'me', 'notes', 'read', 'a')).toBe(false);
    expect(allows(claims(['*:owner']), odd, 'me', 'notes', 'read')).toBe(false);
    expect(allows(claims(['*:owner']), odd, 'me', 'notes', 'read', 'b')).toBe(true);
  });

  test('writing needs the level of the path and at least an editor', () => {
    const about = record({ public: true, rules });
    const may = (wikis: string[], path: string) =>
      allows(claims(wikis, ['write']), about, 'me', 'notes', 'write', path);
    expect([may(['me/notes:reader'], 'Home'), may(['me/notes:editor'], 'Home')]).toEqual([false, true]);
    expect([may(['me/notes:editor'], 'Team/Board/a'), may(['me/notes:owner'], 'Team/Board/a')]).toEqual([false, true]);
  });
});

test.each([
  [[], 'public'],
  [['me/notes'], 'editor'],
  [['me/notes:reader'], 'reader'],
  [['me/notes:reader', 'me/*:owner'], 'owner'],
  [['*:owner', 'me/notes:reader'], 'owner'],
  [['you/notes:owner'], 'public'],
  [['me/notes:public', 'me/notes:admin', 'me/notes:', 'me/notes:owner:'], 'public'],
])('the patterns %o give the role %s', (wikis, role) => {
  expect(roleOf(claims(wikis), 'me', 'notes')).toBe(role);
});
