import { expect, test } from 'vitest';
import { createPatch, type PatchFile } from './create-patch.ts';
import { encodeBlob } from './git-object.ts';
import { patchOfOneChange } from './patch-of-one-change.ts';
import { createGenerator, type Generator } from './testing/generator.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

const tell = ({ path, old, new: changed }: PatchFile) =>
  patchOfOneChange({ path, old: old && encodeBlob(old), new: encodeBlob(changed as Uint8Array) });

/** Of several files libgit2 makes the patch, whatever they are; `z` comes last, as of no other name here. */
async function byLibgit2(file: PatchFile): Promise<string> {
  const both = await createPatch([file, { path: 'z', old: bytes('1\n'), new: bytes('2\n') }]);
  return both.slice(0, both.indexOf('diff --git a/z b/z'));
}

const LINES = [
  '',
  '',
  '- item',
  '# Heading',
  'text',
  'Näme of a section\x85',
  '_under\xa0',
  '  indented',
  'ends like Windows\r',
  '\xff\xfe',
  `a long one ${'w\xc3\xb6rt '.repeat(20)}`,
  `another ${'w\xc3\xb6rt '.repeat(20)}`,
  'w\xf6rt',
];

function makeText(generator: Generator, most: number): string[] {
  return Array.from({ length: generator.integer(most) }, () =>
    generator.integer(3) === 0 ? `line ${generator.integer(1000)}` : generator.pick(LINES),
  );
}

function makeFile(generator: Generator): PatchFile {
  const lines = makeText(generator, 30);
  const edited = [...lines];
  edited.splice(generator.integer(lines.length + 1), generator.integer(4), ...makeText(generator, 4));
  const join = (text: string[]) => bytes(text.join('\n') + generator.pick(['\n', '\n', '\n\n', '']));
  const path = generator.pick(['Plan.md', 'Our plans/Plan for 2.5 years.md', 'a/b/c_d-e.md']);
  return { path, new: join(edited), ...(generator.integer(12) === 0 ? {} : { old: join(lines) }) };
}

test('what is told without libgit2 is what libgit2 prints', async () => {
  const generator = createGenerator('one change');
  let told = 0;
  for (let round = 0; round < 1000; round++) {
    const file = makeFile(generator);
    const patch = tell(file);
    if (patch === undefined) continue;
    told++;
    expect(patch).toBe(await byLibgit2(file));
  }
  expect(told).toBeGreaterThan(400);
});

test('a line replaced, a line added, a line taken away and a new file are told', () => {
  const [one, two] = [bytes('# Plan\n\nFirst.\n'), bytes('# Plan\n\nSecond.\n')];
  const more = bytes('# Plan\n\nFirst.\nMore.\n');
  const section = bytes('# Plan\n\nFirst.\n\n## Next\n\nMore.\n');
  const edits = [
    { old: one, new: two },
    { old: one, new: more },
    { old: more, new: one },
    { old: one, new: section },
    { old: section, new: one },
    { new: one },
  ];
  for (const sides of edits) {
    expect(tell({ path: 'Plan.md', ...sides })).toMatch(/^diff --git a\/Plan\.md b\/Plan\.md\n/);
  }
});

test.each<[what: string, file: PatchFile]>([
  ['differences in two places', { path: 'a', old: bytes('a\nb\nc\n'), new: bytes('A\nb\nC\n') }],
  ['a line that moved', { path: 'a', old: bytes('a\nb\n'), new: bytes('b\na\n') }],
  ['no difference', { path: 'a', old: bytes('a\n'), new: bytes('a\n') }],
  ['a file that was empty', { path: 'a', old: bytes(''), new: bytes('a\n') }],
  ['a file that is empty', { path: 'a', old: bytes('a\n'), new: bytes('') }],
  ['a file with a NUL', { path: 'a', old: bytes('a\n'), new: bytes('b\0\n') }],
  ['a name that git quotes', { path: 'Zoë.md', old: bytes('a\n'), new: bytes('b\n') }],
  ['a name that git refuses', { path: '.git/config', old: bytes('a\n'), new: bytes('b\n') }],
])('%s is left to libgit2', (_, file) => {
  expect(tell(file)).toBeUndefined();
});
