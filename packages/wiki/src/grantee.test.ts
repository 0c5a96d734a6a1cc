import { describe, expect, it } from 'vitest';
import { isGrantedTo, parseGrantee } from './grantee.ts';

describe('a grantee', () => {
  it.each([
    ['alice@example.com', 'alice@example.com'],
    ['Alice.B+wiki@Mail.Example.COM', 'alice.b+wiki@mail.example.com'],
    ['@Example.com', '@example.com'],
    ['sub:auth0|5F7', 'sub:auth0|5F7'],
    ['sub:alice@example.com', 'sub:alice@example.com'],
    ['sub:a b', 'sub:a b'],
    ['müller@example.de', 'müller@example.de'],
  ])('%j is kept as %j', (text, kept) => {
    expect(parseGrantee(text)).toBe(kept);
    expect(parseGrantee(kept)).toBe(kept);
  });

  it.each([
    '',
    '@',
    'alice',
    'alice@',
    'alice@localhost',
    '@com',
    '@*.example.com',
    'alice@@example.com',
    'a@b@example.com',
    'alice@example.com,bob@example.com',
    'Alice <alice@example.com>',
    ' alice@example.com',
    'alice@example.com ',
    'alice@example..com',
    'alice@-example.com',
    'al\u0000ice@example.com',
    'al\u200bice@exam ple.com',
    `${'a'.repeat(250)}@example.com`,
    'sub:',
    'sub:  ',
    'sub:a\nb',
    `sub:${'a'.repeat(257)}`,
    'SUB:alice',
  ])('%j is none', (text) => {
    expect(() => parseGrantee(text)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  it.each([
    ['alice@example.com', { subject: '1', email: 'alice@example.com' }, true],
    ['alice@example.com', { subject: '1', email: 'ALICE@example.com' }, true],
    ['alice@example.com', { subject: 'alice@example.com' }, false],
    ['alice@example.com', { subject: '1', email: 'malice@example.com' }, false],
    ['@example.com', { subject: '1', email: 'bob@example.com' }, true],
    ['@example.com', { subject: '1', email: 'bob@sub.example.com' }, false],
    ['@example.com', { subject: '1', email: 'bob@notexample.com' }, false],
    ['@example.com', { subject: '1', email: 'bob@example.com@evil.com' }, false],
    ['@example.com', { subject: '1', email: '@example.com' }, false],
    ['@example.com', { subject: '@example.com' }, false],
    ['sub:1', { subject: '1', email: 'bob@example.com' }, true],
    ['sub:1', { subject: '11' }, false],
    ['sub:A', { subject: 'a' }, false],
    ['sub:1', { subject: '2', email: 'sub:1' }, false],
  ])('%j and the identity %j: %j', (grantee, identity, isGranted) => {
    expect(isGrantedTo(grantee, identity)).toBe(isGranted);
  });
});
