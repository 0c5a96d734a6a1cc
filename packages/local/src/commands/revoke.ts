import { parseArgs } from 'node:util';
import { endLostTokens } from '@holt/lambda/end-lost-tokens';
import { parseGrantee } from '@holt/wiki';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { LOCAL_IDENTITY, openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { print } from '../print.ts';

/** `holt revoke`: takes a grantee's role away, with the tokens that hung on it; or ends all tokens of a wiki. */
export async function revoke(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...DATA_OPTIONS,
      wiki: { type: 'string' },
      'all-tokens': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [grantee, ...others] = positionals;
  if (others.length > 0 || (grantee === undefined) !== values['all-tokens']) {
    throw new UsageError('Name one grantee, as `holt wiki show` lists them; or give --all-tokens.');
  }
  const id = requireWikiId('--wiki', values.wiki);
  const holt = await openLocalHolt(readDataPlace(values), 'write');
  if (grantee === undefined) {
    await holt.access.revokeTokens(id, LOCAL_IDENTITY);
    print(
      values.json,
      { id, tokens: 'all' },
      `All tokens that were made before now are no longer good in ${id}. \`holt dev\` prints a new one when it starts.\n`,
    );
    return;
  }
  await holt.access.revoke(id, grantee, LOCAL_IDENTITY);
  const tokens = await endLostTokens(holt, id, parseGrantee(grantee));
  const ended =
    tokens.length === 0 ? '' : ` With it went the ${tokens.length === 1 ? 'token' : 'tokens'} ${tokens.join(', ')}.`;
  print(values.json, { id, grantee, tokens }, `${grantee} has no grant in ${id} any more.${ended}\n`);
}
