import { beforeEach, describe, expect, it } from 'vitest';
import { describeError, isRefusal } from './describe-error.ts';
import { runTool } from './run-tool.ts';
import { NOTES, type Notes, startNotes } from './testing/notes.ts';
import { SITE_ORIGIN, writer } from './testing/test-server.ts';
import type { Tool, ToolContext } from './tool.ts';
import { TOOLS } from './tool-list.ts';

let notes: Notes;

beforeEach(async () => {
  notes = await startNotes();
});

const toolOf = (name: string) => TOOLS.get(name) as Tool;
const run = (name: string, input: object, more: Partial<ToolContext> = {}) =>
  runTool(
    toolOf(name),
    {
      wikis: notes.server.wikis,
      caller: writer,
      agent: 'test',
      siteOrigin: SITE_ORIGIN,
      log: () => undefined,
      ...more,
    },
    { wiki: NOTES, ...input },
  );
const rejectionOf = (running: Promise<unknown>) =>
  running.then(
    () => expect.fail('It was not refused.'),
    (error: unknown) => error,
  );

describe('a tool that is run', () => {
  it('strictly, merges nothing with a page that has moved on', async () => {
    const first = await notes.write('Plan', 'one\n\ntwo\n');
    await notes.write('Plan', 'eins\n\ntwo\n');
    const input = { path: 'Plan', old_text: 'two', new_text: 'zwei', base_version: first.data.version };
    const error = await rejectionOf(run('edit_page', input, { isStrict: true }));
    expect(error).toMatchObject({ code: 'conflict' });
    const changes = [{ op: 'edit', ...input }];
    expect(await rejectionOf(run('apply_changes', { changes }, { isStrict: true }))).toMatchObject({
      code: 'conflict',
    });
    expect(await notes.textOf('Plan')).toBe('eins\n\ntwo\n');
    await run('edit_page', input);
    expect(await notes.textOf('Plan')).toBe('eins\n\nzwei\n');
  });

  it('verbatim, takes texts as they are', async () => {
    const text = 'a⟦U+200B⟧b\u200b\n';
    await run('write_page', { path: 'Exact', content: text }, { isVerbatim: true });
    expect(await notes.textOf('Exact')).toBe(text);
    await run('set_properties', { path: 'Exact', properties: { note: '⟦U+200B⟧' } }, { isVerbatim: true });
    expect(await notes.textOf('Exact')).toContain('note: ⟦U+200B⟧');
    const data = Buffer.from('⟦U+200B⟧\u200b').toString('base64');
    await run('upload_attachment', { path: 'Exact.txt', data });
    const read = await run('read_attachment', { path: 'Exact.txt' }, { isVerbatim: true });
    expect(read.data.text).toBe('⟦U+200B⟧\u200b');
    expect(Buffer.from(read.file?.content ?? []).toString('base64')).toBe(data);
  });

  it.each([undefined, null, 'text', 7, [], [1], () => 1])('with %j for its arguments is refused', async (input) => {
    const context = { wikis: notes.server.wikis, caller: writer, agent: '', siteOrigin: '', log: () => undefined };
    const error = await rejectionOf(runTool(toolOf('list_pages'), context, input));
    expect(error).toMatchObject({ code: 'invalid-arguments', message: expect.stringContaining('must be an object') });
  });
});

describe('an error', () => {
  const described = (error: unknown, tool = 'write_page') => {
    const logged: string[] = [];
    return { ...describeError(toolOf(tool), error, (message) => logged.push(message)), logged };
  };

  it('that was foreseen is told with its data, in snake case', async () => {
    await notes.write('Plan', '# Plan\n');
    const input = { path: 'Plan', content: 'x', base_version: '1'.repeat(40) };
    const error = await rejectionOf(run('write_page', input));
    expect(isRefusal(error)).toBe(true);
    expect(described(error)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Plan'),
      data: { path: 'Plan', mine: 'x', theirs: '# Plan\n', current_version: expect.any(String) },
      logged: [],
    });
  });

  it('that nobody foresaw is logged, and told as no more than whether something may be changed', () => {
    const error = new TypeError('secret detail');
    expect(isRefusal(error)).toBe(false);
    const writing = described(error);
    expect(writing).toMatchObject({ code: 'internal', data: {}, logged: [expect.stringContaining('secret detail')] });
    expect(writing.message).toContain('idempotency_key');
    const reading = described(error, 'read_page');
    expect(reading.message).toContain('nothing was changed');
    expect(JSON.stringify([writing.message, reading.message])).not.toContain('secret');
  });
});
