import { TOOLS } from '@holt/mcp';
import { Client } from 'mcp-sdk-older/client/index.js';
import { StdioClientTransport } from 'mcp-sdk-older/client/stdio.js';
import { StreamableHTTPClientTransport } from 'mcp-sdk-older/client/streamableHttp.js';
import type { Transport } from 'mcp-sdk-older/shared/transport.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TWO_WAYS, type Way } from './two-ways.ts';

async function call(client: Client, name: string, input: Record<string, unknown>) {
  const result = await client.callTool({ name, arguments: input });
  // biome-ignore lint/suspicious/noExplicitAny: each tool has its own shape
  return result as { isError?: boolean; structuredContent: any };
}

describe.each(TWO_WAYS)('an SDK of May 2025, which speaks the revision of March 2025, %s', (_title, open) => {
  const client = new Client({ name: 'older-client', version: '1' });
  let way: Way;

  beforeAll(async () => {
    way = await open();
    const { reach } = way;
    const transport =
      'url' in reach ? new StreamableHTTPClientTransport(reach.url, reach.options) : new StdioClientTransport(reach);
    await client.connect(transport as Transport);
  });
  afterAll(async () => {
    await client.close();
    await way.close();
  });

  it('is told of all tools, resources and prompts', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([...TOOLS.keys()]);
    expect((await client.listResourceTemplates()).resourceTemplates).toMatchObject([{ mimeType: 'text/markdown' }]);
    expect((await client.listPrompts()).prompts.length).toBeGreaterThan(0);
  });

  it('writes, reads, edits and deletes a page', async () => {
    const page = { wiki: 'me/notes', path: 'From_An_Older_Client' };
    const written = await call(client, 'write_page', { ...page, content: '# Older\n\none\n' });
    const { version } = written.structuredContent;
    const edited = await call(client, 'edit_page', {
      ...page,
      old_text: 'one',
      new_text: 'two',
      base_version: version,
    });
    expect(edited.isError ?? false).toBe(false);
    const read = await call(client, 'read_page', page);
    expect(read.structuredContent).toMatchObject({
      content: '# Older\n\ntwo\n',
      version: edited.structuredContent.version,
    });
    const conflict = await call(client, 'write_page', {
      ...page,
      content: '# Older\n\nthree\n',
      base_version: version,
    });
    expect(conflict).toMatchObject({ isError: true, structuredContent: { error: { code: 'conflict' } } });
    await call(client, 'delete_page', { ...page, base_version: edited.structuredContent.version });
    expect(await call(client, 'read_page', page)).toMatchObject({ isError: true });
  });
});
