import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';
import { runGit } from '../support/run-git.ts';

const WRITERS = 3;
const WRITES_EACH = 15;

it('the stock git clones a wiki whole, at a commit that was, at any moment of writes and folds', async () => {
  const data = join(temporaryFolder(onTestFinished), 'data');
  const edge = await startDev(['--data', data]);
  onTestFinished(async () => void (await edge.stop()));
  const clones = temporaryFolder(onTestFinished);
  let number = 0;
  const clone = async () => {
    const directory = join(clones, String(++number));
    await runGit('.', 'clone', '--quiet', `${new URL(edge.url).origin}/me/notes.git`, directory);
    expect(await runGit(directory, 'fsck', '--strict')).toBe('');
    expect(await runGit(directory, 'status', '--porcelain')).toBe('');
    return (await runGit(directory, 'rev-list', 'HEAD')).trim().split('\n');
  };

  const commits = new Set(await clone());
  let writing = true;
  const write = async (writer: number) => {
    const session = await connect(edge.mcp, edge.token);
    for (let i = 1; i <= WRITES_EACH; i++) {
      const page = { path: `Writer_${writer}/Page_${i % 4}`, content: `# ${i}\n\nBy ${writer}.\n` };
      const { data } = await session.call('write_page', { wiki: 'me/notes', ...page });
      expect(data).toMatchObject({ committed: true, published: true });
      commits.add(data.revision);
    }
    await session.close();
  };
  const whileWriting = async <T>(work: () => Promise<T>) => {
    const results: T[] = [];
    do results.push(await work());
    while (writing);
    return results;
  };
  const fold = async () => {
    const { status, stdout } = await runHolt(['fold', '--wiki', 'me/notes', '--data', data, '--json']);
    expect(status).toBe(0);
    return JSON.parse(stdout).packedObjects as number;
  };
  const cloned = [whileWriting(clone), whileWriting(clone)];
  const folded = whileWriting(fold);
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  writing = false;

  expect(commits.size).toBe(1 + WRITERS * WRITES_EACH);
  const histories = (await Promise.all(cloned)).flat();
  expect(histories.length).toBeGreaterThan(2);
  for (const history of histories) expect(history.filter((commit) => !commits.has(commit))).toEqual([]);
  expect((await folded).some((packedObjects) => packedObjects > 0)).toBe(true);
  expect(new Set(await clone())).toEqual(commits);
  expect(await runHolt(['verify', '--data', data])).toMatchObject({ status: 0 });
});
