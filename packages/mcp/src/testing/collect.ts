import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { call } from './test-server.ts';

const MOST_ANSWERS = 50;

export type Item = Record<string, unknown>;

/** All items of a list, by as many calls as it takes. Each answer's text must tell how to go on exactly where there is more. */
export async function collect(
  client: Client,
  tool: string,
  input: object,
  key: string,
): Promise<{ items: Item[]; answers: number }> {
  const items: Item[] = [];
  let cursor: unknown;
  for (let answers = 1; answers <= MOST_ANSWERS; answers++) {
    const more = cursor === undefined ? {} : { cursor };
    const { data, text, isError } = await call(client, tool, { ...input, ...more });
    if (isError) throw new Error(text);
    items.push(...((data[key] as Item[]) ?? []));
    cursor = data.next_cursor;
    const told = /Go on with cursor: (.*)$/.exec(text)?.[1];
    if (told !== cursor) throw new Error(`${tool} says to go on with ${told}, but has the cursor ${cursor}.`);
    if (cursor === undefined) return { items, answers };
  }
  throw new Error(`${tool} came to no end in ${MOST_ANSWERS} answers.`);
}
