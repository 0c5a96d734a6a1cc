import { parseArgs } from 'node:util';
import { parseGrantee } from '@holt/wiki';
import packageJson from '../../package.json' with { type: 'json' };
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { LOCAL_IDENTITY, type LocalHolt, openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { warn } from '../warn.ts';

/** Where `holt dev` serves the same data, unless it is told another port; what is deployed knows its own. */
const DEFAULT_ORIGIN = 'http://127.0.0.1:8700';

/**
 * `holt mcp`: the MCP server over standard input and output, for a client that starts it as a process of its own. Standard output
 * carries nothing but JSON-RPC; ends when the client closes standard input.
 */
export async function mcp(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ...DATA_OPTIONS,
      wiki: { type: 'string' },
      'read-only': { type: 'boolean', default: false },
      name: { type: 'string' },
      email: { type: 'string' },
      origin: { type: 'string' },
    },
  });
  const place = readDataPlace(values);
  const bound = values.wiki === undefined ? undefined : requireWikiId('--wiki', values.wiki);
  const who = { ...readName(values.name), subject: readSubject(values.email) };
  const givenOrigin = values.origin === undefined ? undefined : readOrigin(values.origin);
  const isReadOnly = values['read-only'];

  const holt = await openLocalHolt(place, isReadOnly ? 'read' : 'write');
  if (bound !== undefined) await holt.wikis.info(bound);
  const { serveStdio } = await import('@holt/mcp');
  await serveStdio({
    wikis: holt.wikis,
    caller: { ...who, ...rightsOf(holt, isReadOnly) },
    ...(bound === undefined ? {} : { bound }),
    siteOrigin: givenOrigin ?? holt.deployment?.origin ?? DEFAULT_ORIGIN,
    serverName: 'holt',
    version: packageJson.version,
    log: warn,
  });
}

/** Everything here belongs to who can read and write the data; as with a token, until all tokens of a wiki are ended. */
function rightsOf({ keys }: LocalHolt, isReadOnly: boolean) {
  return {
    wikis: ['*:owner'],
    scope: isReadOnly ? (['read'] as const) : (['read', 'write'] as const),
    issuedAt: Math.floor(keys.clock.now() / 1000),
  };
}

/** The author's name in commits. @throws UsageError */
function readName(name: string | undefined): { name?: string } {
  if (name === undefined) return {};
  if (!/[\p{L}\p{N}]/u.test(name)) throw new UsageError('--name: give a name with letters or digits in it.');
  return { name };
}

/** @returns the author's address in commits, or the person at this machine @throws UsageError */
function readSubject(email: string | undefined): string {
  if (email === undefined) return LOCAL_IDENTITY.subject;
  const isAddress = !email.startsWith('@') && !email.startsWith('sub:') && isGrantee(email);
  if (!isAddress) throw new UsageError(`--email ${email} is no e-mail address. Write it like alice@example.com.`);
  return email;
}

function isGrantee(text: string): boolean {
  try {
    parseGrantee(text);
    return true;
  } catch {
    return false;
  }
}

/** @throws UsageError */
function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url !== undefined && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href;
  if (!isOrigin) throw new UsageError(`--origin ${text} is no address of a site. Write it like https://wiki.example.`);
  return url.origin;
}
