import { parseArgs } from 'node:util';
import type { Role } from '@holt/edge';
import { endLostTokens } from '@holt/lambda/end-lost-tokens';
import { parseGrantee } from '@holt/wiki';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { LOCAL_IDENTITY, openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { print } from '../print.ts';

const ROLES: readonly string[] = ['reader', 'editor', 'owner'] satisfies Role[];

/** `holt grant`: gives a person, or all of an e-mail domain, a role in a wiki. */
export async function grant(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...DATA_OPTIONS,
      wiki: { type: 'string' },
      role: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [grantee, ...others] = positionals;
  if (grantee === undefined || others.length > 0) {
    throw new UsageError('Name one grantee: alice@example.com, @example.com (all of the domain) or sub:SUBJECT.');
  }
  const id = requireWikiId('--wiki', values.wiki);
  const { role } = values;
  if (!isRole(role)) throw new UsageError('Give --role reader, --role editor or --role owner.');
  const holt = await openLocalHolt(readDataPlace(values), 'write');
  await holt.access.grant(id, grantee, role, LOCAL_IDENTITY);
  const tokens = await endLostTokens(holt, id, parseGrantee(grantee));
  const settings = await holt.access.read(id);
  print(
    values.json,
    { id, ...settings, tokens },
    settings.grants.map((one) => `${one.grantee}\t${one.role}\n`).join(''),
  );
}

function isRole(text: string | undefined): text is Role {
  return text !== undefined && ROLES.includes(text);
}
