import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeBlob, hashObject } from './git-object.ts';
import { createGenerator } from './testing/generator.ts';
import { createRealGit } from './testing/real-git.ts';

test('blobs get the oids that git hash-object gives them', () => {
  const git = createRealGit();
  const generator = createGenerator('blobs');
  const contents = [
    new Uint8Array(),
    Buffer.from('\n'),
    Buffer.from('\ufeffwith a byte order mark\r\n'),
    ...[1, 10, 255, 4096, 70_000, 1_000_000].map((length) => generator.bytes(length)),
  ];
  const paths = contents.map((content, i) => {
    writeFileSync(join(git.folder, `blob-${i}`), content);
    return `blob-${i}`;
  });
  const oids = git
    .text(['hash-object', '--no-filters', '--stdin-paths'], { input: `${paths.join('\n')}\n` })
    .split('\n');
  expect(contents.map((content) => encodeBlob(content).oid)).toEqual(oids);
  expect(contents.map((content) => hashObject('blob', content))).toEqual(oids);
});

test('a blob keeps its bytes', () => {
  const content = createGenerator(1).bytes(100);
  expect(encodeBlob(content)).toMatchObject({ type: 'blob', content });
});
