import { join } from 'node:path';
import { HOLT_CLI, runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';

/** How a client reaches a Holt, as any SDK's transport takes it. */
type Reach =
  | { url: URL; options: { requestInit: { headers: Record<string, string> } } }
  /** A process that the client starts. */
  | { command: string; args: string[] };

export interface Way {
  reach: Reach;
  /** With what the addresses in answers begin. */
  siteOrigin: string;
  close(): Promise<void>;
}

/** The ways to reach a Holt, for `describe.each`. Each has the wikis `me/notes`, and `me/garden` without pages. */
export const TWO_WAYS = [
  ['over HTTP, at `holt dev`', () => open('http')],
  ['over standard input and output, with `holt mcp`', () => open('stdio')],
] as const;

async function open(kind: 'http' | 'stdio'): Promise<Way> {
  const removals: (() => void)[] = [];
  const data = join(
    temporaryFolder((remove) => removals.push(remove)),
    'data',
  );
  for (const wiki of ['me/garden', 'me/notes']) {
    const { status, stderr } = await runHolt(['wiki', 'create', wiki, '--public', '--data', data]);
    if (status !== 0) throw new Error(`The wiki ${wiki} was not made: ${stderr}`);
  }
  const clear = () => {
    for (const remove of removals) remove();
  };
  if (kind === 'stdio') {
    const siteOrigin = 'https://wiki.example';
    const args = [HOLT_CLI, 'mcp', '--data', data, '--origin', siteOrigin];
    return { reach: { command: process.execPath, args }, siteOrigin, close: async () => clear() };
  }
  const edge = await startDev(['--data', data]);
  const headers = { Authorization: `Bearer ${edge.token}` };
  return {
    reach: { url: new URL(edge.mcp), options: { requestInit: { headers } } },
    siteOrigin: new URL(edge.url).origin,
    async close() {
      await edge.stop();
      clear();
    },
  };
}
