import { expect, test } from 'vitest';
import { type AccessClaims, type AccessRecord, allows, type Right } from './index.js';

const open: AccessRecord = { public: true };
const closed: AccessRecord = { public: false };
const claims = (wikis: string[], scope: Right[] = ['read']): AccessClaims => ({ wikis, scope });

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
])('%s (%o, %o): %s is %s', (_case, who, record, right, expected) => {
  expect(allows(who, record, 'me', 'notes', right)).toBe(expected);
});
