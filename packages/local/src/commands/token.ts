import { parseArgs } from 'node:util';
import { UsageError } from '../errors.ts';
import { mintLocalToken, openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** `holt token`: prints a token for an agent. */
export async function token(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      wiki: { type: 'string' },
      scope: { type: 'string' },
      ttl: { type: 'string', default: '30d' },
      data: { type: 'string', default: '.holt' },
      json: { type: 'boolean', default: false },
    },
  });
  const wiki = requireWikiId('--wiki', values.wiki);
  if (values.scope !== 'read' && values.scope !== 'write') throw new UsageError('Give --scope read or --scope write.');
  const ttlSeconds = parseDuration(values.ttl);

  const holt = await openLocalHolt(values.data, 'write');
  await holt.wikis.info(wiki);
  const scope = values.scope === 'write' ? (['read', 'write'] as const) : (['read'] as const);
  const minted = await mintLocalToken(holt, { wikis: [wiki], scope: [...scope], ttlSeconds });
  process.stdout.write(`${values.json ? JSON.stringify({ token: minted, wiki, scope, ttlSeconds }) : minted}\n`);
}

function parseDuration(text: string): number {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(text);
  if (match === null) throw new UsageError(`--ttl ${text} is no duration. Write a number and s, m, h or d, like 30d.`);
  return Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS];
}
