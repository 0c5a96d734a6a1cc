import { TOOLS } from '@holt/mcp';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expected, fillIn, readToolExamples } from './tool-examples.ts';
import { TWO_WAYS, type Way } from './two-ways.ts';

const EXAMPLES = readToolExamples();

it('the guide has an example of every tool', () => {
  expect(new Set(EXAMPLES.map(({ tool }) => tool))).toEqual(new Set(TOOLS.keys()));
});

describe.each(TWO_WAYS)('the official client %s', (_title, open) => {
  const client = new Client({ name: 'example-agent', version: '1' });
  const answers = new Map<string, Record<string, unknown>>();
  let way: Way;

  beforeAll(async () => {
    way = await open();
    const { reach } = way;
    const transport =
      'url' in reach ? new StreamableHTTPClientTransport(reach.url, reach.options) : new StdioClientTransport(reach);
    await client.connect(transport as Transport);
    // From then on the client checks every answer against the schema that the tool is listed with.
    await client.listTools();
  });
  afterAll(async () => {
    await client.close();
    await way.close();
  });

  it.each(EXAMPLES)('calls $tool, and gets what the guide says', async ({ tool, input, answer }) => {
    const result = await client.callTool({ name: tool, arguments: fillIn(input, answers) });
    expect(result.structuredContent, JSON.stringify(result.content)).toEqual(expected(answer, way.siteOrigin));
    answers.set(tool, result.structuredContent as Record<string, unknown>);
  });

  it('lists and reads pages as resources, and completes their addresses', async () => {
    const { resources } = await client.listResources();
    const uri = 'holt://me/garden/Beds/North_Bed';
    expect(resources.map((resource) => resource.uri)).toContain(uri);
    const { contents } = await client.readResource({ uri });
    expect(contents).toMatchObject([{ uri, mimeType: 'text/markdown', text: expect.stringContaining('# North bed') }]);
    const [template] = (await client.listResourceTemplates()).resourceTemplates;
    const { completion } = await client.complete({
      ref: { type: 'ref/resource', uri: template?.uriTemplate ?? '' },
      argument: { name: 'path', value: 'Beds' },
      context: { arguments: { owner: 'me', wiki: 'garden' } },
    });
    expect(completion.values).toEqual(['Beds/North_Bed']);
  });

  it('gets every prompt that the guide names, and completes what it takes', async () => {
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['capture_decision', 'weekly_review', 'tidy_section']);
    for (const { name, arguments: takes = [] } of prompts) {
      const values = Object.fromEntries(takes.map((argument) => [argument.name, `any ${argument.name}`]));
      const { messages } = await client.getPrompt({
        name,
        arguments: { ...values, wiki: 'me/garden', since: '2026-11-13' },
      });
      expect(messages).toMatchObject([{ role: 'user', content: { text: expect.stringContaining('me/garden') } }]);
    }
    const ref = { type: 'ref/prompt' as const, name: 'weekly_review' };
    const { completion } = await client.complete({ ref, argument: { name: 'wiki', value: 'me/g' } });
    expect(completion.values).toEqual(['me/garden']);
  });
});
