import { parseArgs } from 'node:util';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { mintLocalToken, openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { print } from '../print.ts';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** `holt token`: prints a token for an agent. */
export async function token(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ...DATA_OPTIONS,
      wiki: { type: 'string' },
      scope: { type: 'string' },
      ttl: { type: 'string', default: '30d' },
      json: { type: 'boolean', default: false },
    },
  });
  const wiki = requireWikiId('--wiki', values.wiki);
  if (values.scope !== 'read' && values.scope !== 'write') throw new UsageError('Give --scope read or --scope write.');
  const ttlSeconds = parseDuration(values.ttl);
  const place = readDataPlace(values);

  const holt = await openLocalHolt(place, 'write');
  await holt.wikis.info(wiki);
  const scope = values.scope === 'write' ? (['read', 'write'] as const) : (['read'] as const);
  const minted = await mintLocalToken(holt, { wikis: [wiki], scope: [...scope], ttlSeconds });
  print(values.json, { token: minted, wiki, scope, ttlSeconds }, `${minted}\n`);
}

function parseDuration(text: string): number {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(text);
  if (match === null) throw new UsageError(`--ttl ${text} is no duration. Write a number and s, m, h or d, like 30d.`);
  return Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS];
}
