import fc from 'fast-check';
import { expect } from 'vitest';
import { MAX_ANSWER_BYTES } from '../answer-size.ts';
import type { Tool } from '../tool.ts';
import { listTools } from '../tool-list.ts';
import { arbitraryCall, type JsonSchema } from './arbitrary-call.ts';
import { prepareSmallWiki, type SmallWiki } from './small-wiki.ts';
import { SITE_ORIGIN, writer } from './test-server.ts';

/** Of one tool, by far: so that a call that never ends fails. */
export const FUZZ_TIMEOUT_MS = 300_000;

const CALLS = 10_000;
const SEED = 6;
/** Then the wiki is begun anew: commits take longer the more there are, and its pages are gone or strange. */
const COMMITS_A_WIKI = 8;
const CALLS_A_CHANGED_WIKI = 40;
/** Each of so many is verified, and the last. */
const VERIFIED_EVERY = 8;
/** So that no writer comes near the most that one may write in a minute. */
const BETWEEN_CALLS_MS = 2000;
/** What the JSON-RPC message has around a tool's answer. */
const ENVELOPE_BYTES = 200;
const IMPERATIVES =
  /\b(Give|Read|Search|List|Call|Ask|Choose|Use|Send|Put|Look|Take|Begin|Leave|Write|Try|Get|Make|Change|Delete|Rename|Split|Name|Remove|Add|Correct|Encode|Wait|Repeat)\b/;

/** How often calls ended how: `done`, `committed`, or the code of a refusal. */
export type Endings = Map<string, number>;

/**
 * Sends {@link CALLS} generated calls of a tool to the handler, one after the other, and expects of each that it is answered; that a refusal has a code that
 * is not `internal`, and a message that names what was given or says what to do; that the answer is no longer than answers may be; and that the
 * wiki's ref moves when, and only when, a commit is answered.
 */
export async function fuzzTool(tool: Tool): Promise<Endings> {
  const small = await prepareSmallWiki();
  const listed = listTools(false).tools.find(({ name }) => name === tool.name);
  const endings: Endings = new Map();
  let wiki = await small.open();
  let head = await wiki.readHead();
  let [commits, callsSince, wikisUsed] = [0, 0, 0];
  const property = fc.asyncProperty(
    arbitraryCall(tool.name, listed?.inputSchema as JsonSchema, small.known),
    async (input) => {
      if (commits === COMMITS_A_WIKI || callsSince === CALLS_A_CHANGED_WIKI) {
        if (++wikisUsed % VERIFIED_EVERY === 0) await expectSound(wiki);
        wiki = await small.open();
        head = await wiki.readHead();
        [commits, callsSince] = [0, 0];
      }
      const ending = await callOnce(wiki, tool, input, head);
      endings.set(ending.name, (endings.get(ending.name) ?? 0) + 1);
      if (ending.head !== head) commits += 1;
      if (commits > 0) callsSince += 1;
      head = ending.head;
    },
  );
  await fc.assert(property, { numRuns: CALLS, seed: SEED });
  await expectSound(wiki);
  return endings;
}

async function callOnce(wiki: SmallWiki, tool: Tool, input: unknown, head: string) {
  await wiki.clock.advance(BETWEEN_CALLS_MS);
  const { status, body } = await post(wiki, tool.name, input);
  expect([200, 429]).toContain(status);
  expect(body.length).toBeLessThanOrEqual(MAX_ANSWER_BYTES + ENVELOPE_BYTES);
  const { result } = JSON.parse(body.toString());
  expect(result.content[0].text).not.toBe('');
  const after = await wiki.readHead();
  if (result.isError === true) {
    const { code, message } = result.structuredContent.error;
    expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(code).not.toBe('internal');
    expect(result.content[0].text).toContain(message);
    if (!isHelpful(message, tool, input))
      expect.fail(`The message neither names the input nor says what to do: ${message}`);
    expect(after).toBe(head);
    return { name: code as string, head: after };
  }
  tool.output.parse(result.structuredContent);
  const { committed, published, unchanged, replayed, revision } = result.structuredContent;
  const isNew = committed === true && unchanged !== true && replayed !== true;
  expect(after).toBe(isNew ? revision : head);
  if (isNew) expect(published).toBe(true);
  return { name: isNew ? 'committed' : 'done', head: after };
}

async function post({ handle }: SmallWiki, name: string, input: unknown): Promise<{ status: number; body: Buffer }> {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: input } };
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const body = JSON.stringify(message);
  const response = await handle(new Request(`${SITE_ORIGIN}/mcp`, { method: 'POST', headers, body }), writer);
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
}

function isHelpful(message: string, { input: { shape } }: Tool, input: unknown): boolean {
  const words = [...Object.keys(shape), ...wordsIn(input)].filter((word) => word !== '');
  return IMPERATIVES.test(message) || words.some((word) => message.includes(word) || message.includes(inWords(word)));
}

/** All names and texts of the arguments, but for what lies deep. */
function wordsIn(value: unknown, depth = 3): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) => [JSON.stringify(name), ...wordsIn(inner, depth - 1)]);
}

const inWords = (argument: string) => argument.replaceAll('_', ' ');

/** What was committed is whole, and published as it would be anew; nothing was left to the operator. */
async function expectSound({ wiki, logged }: SmallWiki): Promise<void> {
  expect(logged).toEqual([]);
  expect(await wiki.verify()).toMatchObject({ differences: [], damage: [], complete: true });
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}
