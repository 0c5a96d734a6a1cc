import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Commit, decodeCommit, encodeCommit } from './commit.ts';
import { createGenerator } from './testing/generator.ts';
import { createRealGit, type RealGit } from './testing/real-git.ts';
import { emptyTree } from './tree.ts';

const ADA = { name: 'Ada', email: 'ada@example.org', timestampSeconds: 1_700_000_000, timezoneOffsetMinutes: 60 };
const GRACE = {
  name: 'Grace',
  email: 'grace@example.org',
  timestampSeconds: 1_700_000_100,
  timezoneOffsetMinutes: -300,
};

function readCommit(git: RealGit, oid: string): { content: Buffer; commit: Commit } {
  const content = git.run(['cat-file', 'commit', oid]);
  return { content, commit: decodeCommit(oid, content) };
}

/** A program that signs everything with the same text, to be git's `gpg.program`. */
function createSigner(git: RealGit): string {
  const signer = join(git.folder, 'signer');
  writeFileSync(
    signer,
    '#!/bin/sh\ncat >/dev/null\nprintf "[GNUPG:] SIG_CREATED \\n" >&2\nprintf -- "-----BEGIN PGP SIGNATURE-----\\n\\nauthor Eve\\n-----END PGP SIGNATURE-----\\n"\n',
  );
  chmodSync(signer, 0o755);
  return signer;
}

test('generated commits get the oids that git commit-tree gives them, and are read back as they were', () => {
  const git = createRealGit();
  git.run(['mktree']);
  const generator = createGenerator('commits');
  const zones = [0, 60, -60, 330, -210, 345, 840, -720];
  const messages = [
    '',
    'Subject',
    'Subject\n',
    'Subject\n\nBody with ünïcödé 😀\n',
    '\n\nblank lines first',
    ' \t spaces \n\n\n',
    '\ufeffmark\r\n',
    'tree x\n',
  ];
  const names = ['Ada', 'Zoë', '漢字', 'A. B'];
  const oids: string[] = [];
  for (let i = 0; i < 25; i++) {
    const person = () => ({
      name: generator.pick(names),
      email: generator.pick(['a@example.org', '', 'ö@x']),
      timestampSeconds: 1_000_000_000 + generator.integer(1_000_000_000),
      timezoneOffsetMinutes: generator.pick(zones),
    });
    const commit = {
      tree: emptyTree.oid,
      parents: [...new Set(Array.from({ length: generator.integer(4) }, () => generator.pick(oids)).filter(Boolean))],
      author: person(),
      committer: person(),
      message: messages[i % messages.length] ?? '',
    };
    const date = ({ timestampSeconds, timezoneOffsetMinutes: offset }: typeof commit.author) => {
      const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) =>
        String(n).padStart(2, '0'),
      );
      return `@${timestampSeconds} ${offset < 0 ? '-' : '+'}${hours}${minutes}`;
    };
    const oid = git.text(['commit-tree', commit.tree, ...commit.parents.flatMap((parent) => ['-p', parent])], {
      input: commit.message,
      env: {
        GIT_AUTHOR_NAME: commit.author.name,
        GIT_AUTHOR_EMAIL: commit.author.email,
        GIT_AUTHOR_DATE: date(commit.author),
        GIT_COMMITTER_NAME: commit.committer.name,
        GIT_COMMITTER_EMAIL: commit.committer.email,
        GIT_COMMITTER_DATE: date(commit.committer),
      },
    });
    expect(encodeCommit(commit).oid).toBe(oid);
    expect(readCommit(git, oid).commit).toEqual({ oid, ...commit });
    oids.push(oid);
  }
});

test('a commit by the real git encodes to the same bytes again', () => {
  const git = createRealGit({ bare: false });
  git.run(['commit', '--allow-empty', '-m', 'Subject\n\nBody']);
  const { content, commit } = readCommit(git, 'HEAD');
  expect(commit).toMatchObject({ author: ADA, committer: GRACE, message: 'Subject\n\nBody\n', parents: [] });
  expect(Buffer.from(encodeCommit(commit).content)).toEqual(content);
});

test('a commit in another encoding is read in that encoding', () => {
  const git = createRealGit({ bare: false });
  const latin1 = Buffer.from('Größe\n', 'latin1');
  writeFileSync(join(git.folder, 'message'), latin1);
  git.run(['-c', 'i18n.commitEncoding=ISO-8859-1', 'commit', '--allow-empty', '-F', 'message']);
  const { content, commit } = readCommit(git, 'HEAD');
  expect(content.includes('encoding ISO-8859-1')).toBe(true);
  expect(commit.message).toBe('Größe\n');
});

test('names are read in the encoding of the commit, and in UTF-8 when no one knows that encoding', () => {
  const content = (encoding: string) =>
    Buffer.from(
      `tree ${emptyTree.oid}\nauthor Zo\xeb <z> 1 +0000\ncommitter Zo\xeb <z> 1 +0000\nencoding ${encoding}\n\nZo\xeb\n`,
      'latin1',
    );
  expect(decodeCommit('0'.repeat(40), content('latin1'))).toMatchObject({ author: { name: 'Zoë' }, message: 'Zoë\n' });
  expect(decodeCommit('0'.repeat(40), content('klingon'))).toMatchObject({
    author: { name: 'Zo\ufffd' },
    message: 'Zo\ufffd\n',
  });
});

test('a signature is passed over', () => {
  const git = createRealGit({ bare: false });
  const signer = createSigner(git);
  git.run(['-c', `gpg.program=${signer}`, 'commit', '--allow-empty', '-S', '-m', 'Signed']);
  const { content, commit } = readCommit(git, 'HEAD');
  expect(content.includes('gpgsig -----BEGIN')).toBe(true);
  expect(commit).toMatchObject({ author: ADA, committer: GRACE, message: 'Signed\n' });
});

test('a merged tag is passed over, and both parents are read in their order', () => {
  const git = createRealGit({ bare: false });
  const commit = (message: string) => {
    git.run(['commit', '--allow-empty', '-m', message]);
    return git.text(['rev-parse', 'HEAD']);
  };
  commit('base');
  git.run(['checkout', '-q', '-b', 'side']);
  const side = commit('side');
  git.run(['-c', `gpg.program=${createSigner(git)}`, 'tag', '-s', '-m', 'A tag\n\nparent of nothing', 'v1']);
  git.run(['checkout', '-q', 'main']);
  const main = commit('main');
  git.run(['merge', '-q', '--no-ff', '-m', 'Merge v1', 'v1']);
  const merge = readCommit(git, 'HEAD');
  expect(merge.content.includes('mergetag object')).toBe(true);
  expect(merge.commit).toMatchObject({ parents: [main, side], message: 'Merge v1\n', author: ADA });
});

const VALID = { tree: emptyTree.oid, parents: [], author: ADA, committer: GRACE, message: 'x' };

test.each([
  ['nothing', '', /names no tree/],
  ['a tree that is no oid', 'tree abc\n', /its tree is not an oid/],
  ['a parent that is no oid', `tree ${emptyTree.oid}\nparent abc\n`, /its parent is not an oid/],
  ['no author', `tree ${emptyTree.oid}\ncommitter A <a> 1 +0000\n\nx`, /no author/],
  ['no committer', `tree ${emptyTree.oid}\nauthor A <a> 1 +0000\n\ncommitter A <a> 1 +0000`, /no committer/],
  ['an author without a time', `tree ${emptyTree.oid}\nauthor A <a>\ncommitter A <a> 1 +0000\n\nx`, /no author/],
])('a commit with %s is damaged', (_, content, message) => {
  expect(() => decodeCommit('1'.repeat(40), Buffer.from(content))).toThrow(
    expect.objectContaining({
      code: 'object-damaged',
      message: expect.stringMatching(message),
      data: { oid: '1'.repeat(40) },
    }),
  );
});

test('a commit without a message is read', () => {
  const content = Buffer.from(`tree ${emptyTree.oid}\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n`);
  expect(decodeCommit('1'.repeat(40), content).message).toBe('');
});

test('a message with a NUL character is refused, as git refuses it', () => {
  expect(() => encodeCommit({ ...VALID, message: 'a\0b' })).toThrow(
    expect.objectContaining({ code: 'invalid-commit' }),
  );
});

test('an oid that is none is a mistake of the caller', () => {
  expect(() => encodeCommit({ ...VALID, tree: 'main' })).toThrow(TypeError);
  expect(() => encodeCommit({ ...VALID, parents: [''] })).toThrow(TypeError);
});
