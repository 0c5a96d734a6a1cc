import { join } from 'node:path';
import { TOOLS } from '@holt/mcp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, startDev, temporaryFolder } from '../support/holt-process.ts';
import { runProgram } from './run-program.ts';

let edge: RunningEdge;
let folder: string;
const removals: (() => void)[] = [];

beforeAll(async () => {
  folder = temporaryFolder((remove) => removals.push(remove));
  edge = await startDev(['--data', join(folder, 'data')]);
});
afterAll(async () => {
  await edge.stop();
  for (const remove of removals) remove();
});

/** Runs the inspector without its web page. */
async function inspect(...args: string[]) {
  const connection = [
    '--transport',
    'http',
    '--server-url',
    edge.mcp,
    '--header',
    `Authorization: Bearer ${edge.token}`,
  ];
  const { status, stdout, stderr } = await runProgram(
    'mcp-inspector',
    ['--cli', '--format', 'json', '--quiet', '--stored-auth-only', ...connection, ...args],
    folder,
  );
  return { status, stderr, result: stdout === '' ? undefined : JSON.parse(stdout).result };
}

const callTool = (name: string, input: object) =>
  inspect('--method', 'tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(input));

describe('the inspector of the Model Context Protocol, at `holt dev`', () => {
  it('lists every tool, and finds no schema that some client could not take', async () => {
    const { status, stderr, result } = await inspect('--method', 'tools/list', '--strict');
    expect([status, stderr]).toEqual([0, '']);
    expect(result.tools.map(({ name }: { name: string }) => name)).toEqual([...TOOLS.keys()]);
  });

  it('writes a page and reads it back', async () => {
    const page = { wiki: 'me/notes', path: 'From_The_Inspector' };
    const content = '# From the inspector\n\nLöwe, “quoted” & <b>marked</b>.\n';
    const written = await callTool('write_page', { ...page, content });
    expect(written).toMatchObject({ status: 0, stderr: '' });
    const read = await callTool('read_page', page);
    expect(read).toMatchObject({ status: 0, stderr: '' });
    expect(read.result.structuredContent).toMatchObject({
      content,
      version: written.result.structuredContent.version,
      revision: written.result.structuredContent.revision,
    });
  });

  it('is refused without harm where the arguments are wrong', async () => {
    const refused = await callTool('write_page', { wiki: 'me/notes', path: '../up', content: 'x' });
    expect(refused.status).not.toBe(0);
    expect(refused.result.structuredContent.error.code).toBe('invalid-path');
  });
});
