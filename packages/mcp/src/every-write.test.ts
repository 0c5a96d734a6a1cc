import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { runTool } from './run-tool.ts';
import { prepareEveryWrite, type WriteCall } from './testing/every-write.ts';
import { NOTES, type Notes, startNotes } from './testing/notes.ts';
import { call, connect, reader, refusal, SITE_ORIGIN, stranger, writer } from './testing/test-server.ts';
import type { Tool } from './tool.ts';
import { TOOLS } from './tool-list.ts';

const WRITING = [...TOOLS.values()].filter(({ scope }) => scope === 'write').map(({ name }) => name);
const OID = /^[0-9a-f]{40}$/;

let notes: Notes;
let calls: WriteCall[];

beforeEach(async () => {
  notes = await startNotes();
  calls = await prepareEveryWrite(notes);
});

const callOf = (name: string) => calls.find(({ tool }) => tool === name) as WriteCall;
const refusalOf = (client: Client, tool: string, input: object, wiki = NOTES) =>
  refusal(client, tool, { wiki, ...input });

it('is tried with every tool that writes', () => {
  expect(calls.map(({ tool }) => tool).sort()).toEqual([...WRITING].sort());
});

describe.each(WRITING)('%s', (tool) => {
  it('makes one commit, and answers its revision, what is where and that it is published', async () => {
    const before = await notes.commits();
    const { isError, text, data } = await notes.call(tool, callOf(tool).input);
    expect(isError, text).toBe(false);
    expect(await notes.commits()).toHaveLength(before.length + 1);
    expect(data).toMatchObject({
      wiki: NOTES,
      revision: await notes.head(),
      committed: true,
      published: true,
      replayed: false,
      unchanged: false,
      url: expect.stringContaining(`${SITE_ORIGIN}/${NOTES}/`),
    });
    const versions = [data, ...((data.pages as Record<string, unknown>[] | undefined) ?? [])].flatMap((one) =>
      [one.version, one.previous_version].filter((version) => version !== undefined),
    );
    // A file that is gone has none, and its tool is told none that it did not send.
    if (tool !== 'delete_attachment') expect(versions).not.toEqual([]);
    for (const version of versions) expect(version).toMatch(OID);
    for (const said of [data.revision, data.url]) expect(text).toContain(said);
    expect(TOOLS.get(tool)?.output.safeParse(data).error).toBeUndefined();
  });

  it('tells in the history who wrote, with which agent, and why', async () => {
    await notes.call(tool, { ...callOf(tool).input, message: 'Because of this' });
    const [last] = await notes.commits();
    expect(last).toMatchObject({ author: { name: 'Me Myself' }, agent: 'test-client' });
    expect(last?.message).toContain('Because of this');
  });

  it('sent again under its key is answered again and not done again', async () => {
    const input = { ...callOf(tool).input, idempotency_key: 'once', message: 'Once' };
    const first = await notes.call(tool, input);
    await notes.write('Between', '# Between\n');
    const before = await notes.head();
    const again = await notes.call(tool, input);
    expect(again.data).toEqual({ ...first.data, replayed: true });
    expect(again.text).toContain('committed before');
    expect(await notes.head()).toBe(before);
  });

  it('under the key of another write changes nothing', async () => {
    await notes.write('Other', '# Other\n', { idempotency_key: 'taken' });
    const before = await notes.head();
    const input = { ...callOf(tool).input, idempotency_key: 'taken' };
    expect(await refusalOf(notes.agent, tool, input)).toMatchObject({ code: 'key-reused' });
    expect(await notes.head()).toBe(before);
  });

  it('is refused to a token that may only read, and to a stranger as if there were no wiki', async () => {
    const before = await notes.snapshot();
    const { input } = callOf(tool);
    expect(await refusalOf(await connect(notes.server, reader), tool, input)).toMatchObject({
      code: 'write-not-allowed',
      // Who reads over stdio has no token.
      message: expect.not.stringContaining('token'),
    });
    const outsider = await connect(notes.server, stranger);
    const hidden = await refusalOf(outsider, tool, input);
    const absent = await refusalOf(outsider, tool, input, 'me/nothing');
    expect(hidden.code).toBe('wiki-not-found');
    expect(JSON.stringify(hidden).replaceAll(NOTES, 'me/nothing')).toBe(JSON.stringify(absent));
    expect(await notes.snapshot()).toEqual(before);
  });

  it('heeds how much its author may write', async () => {
    const before = await notes.snapshot();
    const context = {
      wikis: notes.server.wikis,
      caller: writer,
      agent: 'test',
      siteOrigin: SITE_ORIGIN,
      limits: { writesPerMinute: 1, bytesPerMinute: 1_000_000 },
      log: () => undefined,
    };
    const running = runTool(TOOLS.get(tool) as Tool, context, { wiki: NOTES, ...callOf(tool).input });
    await expect(running).rejects.toMatchObject({
      code: 'rate-limited',
      data: { retryAfterSeconds: expect.any(Number) },
    });
    expect(await notes.snapshot()).toEqual(before);
  });
});

const BASED = WRITING.filter((name) => TOOLS.get(name)?.input.shape.base_version !== undefined);

describe.each(BASED)('%s with a base version', (tool) => {
  it('that is stale, of changes that exclude each other, is a conflict', async () => {
    const { input, staleInput, staleBase } = callOf(tool);
    const overlapping = tool === 'set_properties' ? await changeProperties(String(input.path)) : undefined;
    const before = await notes.snapshot();
    const error = await refusalOf(notes.agent, tool, {
      ...input,
      ...staleInput,
      base_version: overlapping ?? staleBase,
    });
    expect(error.code, error.text).toBe('conflict');
    expect(error).toMatchObject({ path: input.path, current_version: expect.stringMatching(OID) });
    expect(await notes.snapshot()).toEqual(before);
  });

  it('that is the present one is done', async () => {
    const { input } = callOf(tool);
    const wiki = await notes.server.wikis.open(NOTES);
    const files = await wiki.listFiles();
    const base_version = files.get(String(input.path)) ?? files.get(`${input.path}.md`);
    expect((await notes.call(tool, { ...input, base_version })).data).toMatchObject({ committed: true });
  });

  /** Sets what the tool is to set, otherwise. @returns the version before */
  async function changeProperties(path: string): Promise<unknown> {
    const { data } = await notes.call('set_properties', { path, properties: { status: 'new' } });
    await notes.call('set_properties', { path, properties: { status: 'begun' } });
    return data.version;
  }
});

it('sent twice at once under one key is one commit', async () => {
  const before = await notes.commits();
  const input = { wiki: NOTES, path: 'Once', content: '# Once\n', idempotency_key: 'twice' };
  const answers = await Promise.all([1, 2].map(() => call(notes.agent, 'write_page', input)));
  expect(answers.map(({ data }) => data.replayed).sort()).toEqual([false, true]);
  expect(new Set(answers.map(({ data }) => data.revision)).size).toBe(1);
  expect(await notes.commits()).toHaveLength(before.length + 1);
});
