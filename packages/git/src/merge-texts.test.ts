import { expect, test } from 'vitest';
import { type MergeInput, mergeTexts } from './merge-texts.ts';
import { createGenerator } from './testing/generator.ts';
import { createRealGit, type RealGit } from './testing/real-git.ts';
import { settlesInMicrotasks } from './testing/settles-in-microtasks.ts';

const lines = (count: number, text = 'line') => Array.from({ length: count }, (_, i) => `${text} ${i}\n`).join('');
const TEN = lines(10);

type Texts = [base: string | Uint8Array | undefined, ours: string | Uint8Array, theirs: string | Uint8Array];

const bytes = (text: string | Uint8Array) => (typeof text === 'string' ? Buffer.from(text) : text);

function inputOf([base, ours, theirs]: Texts): MergeInput {
  return { path: 'a.md', ours: bytes(ours), theirs: bytes(theirs), ...(base !== undefined && { base: bytes(base) }) };
}

/** What the machine's git makes of the same texts: two branches from one commit. */
function gitMerge(git: RealGit, { base, ours, theirs }: MergeInput): { clean: boolean; merged: Uint8Array } {
  const commit = (text: Uint8Array | undefined, ...parents: string[]) => {
    const blob = text && git.text(['hash-object', '-w', '--stdin'], { input: text });
    const tree = git.text(['mktree'], { input: blob ? `100644 blob ${blob}\tpage\n` : '' });
    return git.text(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], { input: 'x' });
  };
  const start = commit(base);
  git.run(['update-ref', 'refs/heads/mine', commit(ours, start)]);
  git.run(['update-ref', 'refs/heads/theirs', commit(theirs, start)]);
  const script = 'git merge-tree --write-tree mine theirs; echo "exit $?"';
  const output = git.text(['-c', `alias.try=!${script}`, 'try']);
  return { clean: output.endsWith('exit 0'), merged: git.run(['cat-file', 'blob', `${output.slice(0, 40)}:page`]) };
}

const CASES: Record<string, Texts> = {
  'changes far apart': [TEN, TEN.replace('line 1', 'mine'), TEN.replace('line 8', 'theirs')],
  'changes of neighbouring lines': [TEN, TEN.replace('line 4', 'mine'), TEN.replace('line 5', 'theirs')],
  'changes one line apart': [TEN, TEN.replace('line 4', 'mine'), TEN.replace('line 6', 'theirs')],
  'changes of the same line': [TEN, TEN.replace('line 4', 'mine'), TEN.replace('line 4', 'theirs')],
  'the same change on both sides, and one more': [
    TEN,
    TEN.replace('line 4', 'both'),
    TEN.replace('line 4', 'both').replace('line 9', 'theirs'),
  ],
  'two conflicts': [
    TEN,
    TEN.replace('line 0', 'm').replace('line 9', 'm'),
    TEN.replace('line 0', 't').replace('line 9', 't'),
  ],
  'a conflict beside a clean change': [
    TEN,
    TEN.replace('line 0', 'm'),
    TEN.replace('line 0', 't').replace('line 9', 't'),
  ],
  'a line deleted here and changed there': [TEN, TEN.replace('line 4\n', ''), TEN.replace('line 4', 'theirs')],
  'lines added at the same place': [TEN, `${TEN}mine\n`, `${TEN}theirs\n`],
  'lines added at both ends': [TEN, `mine\n${TEN}`, `${TEN}theirs\n`],
  'everything deleted here, one line changed there': [TEN, '', TEN.replace('line 4', 'theirs')],
  'everything deleted there, one line changed here': [TEN, TEN.replace('line 4', 'mine'), ''],
  'everything deleted here, another line with a Windows end there': ['a\r\nb\r\n', '', 'a\r\nc\r\n'],
  'markers without names, and longer ones': [
    `<<<<<<<\n<<<<<<<<<< HEAD\n${TEN}`,
    '',
    `<<<<<<<\n<<<<<<<<<< HEAD\n${TEN.replace('line 8', 'theirs')}`,
  ],
  'a block moved here and a line of it changed there': [
    TEN,
    TEN.replace('line 1\nline 2\n', '').concat('line 1\nline 2\n'),
    TEN.replace('line 2', 'theirs'),
  ],
  'an empty base': ['', 'mine\n', 'theirs\n'],
  'no base': [undefined, 'one\nmine\n', 'one\ntheirs\n'],
  'no base and nothing in common': [undefined, 'mine\n', 'theirs\n'],
  'no base and the same text': [undefined, TEN, TEN],
  'the same on both sides': [TEN, `${TEN}x`, `${TEN}x`],
  'a change here only': [TEN, `${TEN}x`, TEN],
  'a change there only': [TEN, TEN, `${TEN}x`],
  'no change at all': [TEN, TEN, TEN],
  'no newline at the end, on either side': ['a\nb\nc', 'A\nb\nc', 'a\nb\nC'],
  'a newline at the end added here, the last line changed there': ['a\nb\nc', 'a\nb\nc\n', 'a\nb\nd'],
  'conflicts at an end without a newline': ['a\nb', 'a\nmine', 'a\ntheirs'],
  'line ends of Windows': ['a\r\nb\r\nc\r\n', 'A\r\nb\r\nc\r\n', 'a\r\nb\r\nC\r\n'],
  'a conflict with line ends of Windows': ['a\r\nb\r\nc\r\n', 'a\r\nmine\r\nc\r\n', 'a\r\ntheirs\r\nc\r\n'],
  'bytes that are not UTF-8': [
    Buffer.from('e9\n\n\n\ne8\n', 'latin1'),
    Buffer.from('\xe9\n\n\n\n\xe8\n', 'latin1'),
    Buffer.from('\xe9\n\n\n\n\xff\n', 'latin1'),
  ],
  'binary files': ['a\0b', 'a\0c', 'a\0d'],
  'a text with conflict markers of its own': [
    `<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> other\n${TEN}`,
    `<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> other\n${TEN.replace('line 4', 'mine')}`,
    `<<<<<<< HEAD\none\n=======\nTWO\n>>>>>>> other\n${TEN.replace('line 4', 'theirs')}`,
  ],
  'a marker of its own in a clean merge, and the mask too': [
    `<<<<<<< HEAD\n<masked 0<\n${TEN}`,
    `<<<<<<< HEAD\n<masked 0<\n${TEN.replace('line 2', 'mine')}`,
    `<<<<<<< HEAD\n<masked 0<\n${TEN.replace('line 8', 'theirs')}`,
  ],
  'a marker of its own where lines conflict': [
    TEN,
    TEN.replace('line 4', '<<<<<<< HEAD'),
    TEN.replace('line 4', 'x <<<<<<< HEAD'),
  ],
  'Markdown that merges': [
    '# Title\n\nOne paragraph.\n\n- a\n- b\n\nThe end.\n',
    '# Title\n\nOne better paragraph.\n\n- a\n- b\n\nThe end.\n',
    '# Title\n\nOne paragraph.\n\n- a\n- b\n- c\n\nThe end.\n',
  ],
};

test.each(Object.entries(CASES))('%s: merged as git does', async (_, texts) => {
  const input = inputOf(texts);
  const { clean, merged } = await mergeTexts(input);
  const expected = gitMerge(createRealGit(), input);
  expect(Buffer.from(merged).toString('latin1')).toBe(Buffer.from(expected.merged).toString('latin1'));
  expect(clean).toBe(expected.clean);
});

test('generated edits on both sides are merged as git does', async () => {
  const git = createRealGit();
  const generator = createGenerator('merge');
  const edit = (text: readonly string[]) => {
    const edited = [...text];
    for (let edits = 1 + generator.integer(4); edits > 0; edits--) {
      const kept = generator.integer(3);
      const added = Array.from({ length: generator.integer(3) }, () => `${generator.integer(20)}`);
      edited.splice(generator.integer(edited.length + 1), kept, ...added);
    }
    return edited;
  };
  let clean = 0;
  for (let i = 0; i < 60; i++) {
    const base = Array.from({ length: 4 + generator.integer(24) }, () => `${generator.integer(20)}`);
    const [ours, theirs] = [edit(base), edit(base)];
    const input = inputOf([base.join('\n'), ours.join('\n'), theirs.join('\n')]);
    const result = await mergeTexts(input);
    const expected = gitMerge(git, input);
    const show = (result: { clean: boolean; merged: Uint8Array }) => `${result.clean} ${Buffer.from(result.merged)}`;
    expect(show(result)).toBe(show(expected));
    if (result.clean) clean += 1;
  }
  expect(clean).toBeGreaterThan(10);
  expect(clean).toBeLessThan(50);
});

test('markers name the sides', async () => {
  const { merged } = await mergeTexts(inputOf(['a\n', 'b\n', 'c\n']));
  expect(Buffer.from(merged).toString()).toBe('<<<<<<< mine\nb\n=======\nc\n>>>>>>> theirs\n');
});

test('once libgit2 is loaded, a merge needs no turn of the event loop', async () => {
  const merge = () => mergeTexts(inputOf([TEN, TEN.replace('line 1', 'mine'), TEN.replace('line 8', 'theirs')]));
  await merge();
  expect(await settlesInMicrotasks(merge())).toBe(true);
});
