import { parseArgs } from 'node:util';
import { checkPagePath, type Right, type Role } from '@holt/edge';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { createLocalToken, openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { print } from '../print.ts';

const MAX_TTL_DAYS = 366;
const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** What each `--scope` gives: who writes also reads, who manages does both. */
const SCOPES: Readonly<Record<string, { scope: Right[]; role: Role }>> = {
  read: { scope: ['read'], role: 'reader' },
  write: { scope: ['read', 'write'], role: 'editor' },
  manage: { scope: ['read', 'write', 'manage'], role: 'owner' },
};

const OPTIONS = {
  ...DATA_OPTIONS,
  wiki: { type: 'string' },
  scope: { type: 'string' },
  role: { type: 'string' },
  path: { type: 'string', multiple: true, default: [] as string[] },
  name: { type: 'string', default: 'holt token' },
  ttl: { type: 'string', default: '30d' },
  json: { type: 'boolean', default: false },
} as const;

/** `holt token`: prints a new token for an agent or for git; `holt token list|revoke`: which there are, and ends one. */
export async function token(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const [action, id, ...others] = positionals;
  if (action === undefined) return create(values);
  if (action === 'list' && id === undefined) return list(values);
  if (action === 'revoke' && id !== undefined && others.length === 0) return revokeOne(values, id);
  throw new UsageError('Say what to do: holt token --wiki OWNER/NAME --scope …, token list, or token revoke ID.');
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

async function create(values: Values): Promise<void> {
  const wiki = requireWikiId('--wiki', values.wiki);
  const given = Object.hasOwn(SCOPES, values.scope ?? '') ? SCOPES[values.scope ?? ''] : undefined;
  if (given === undefined) throw new UsageError('Give --scope read, --scope write or --scope manage.');
  const role = values.role ?? given.role;
  if (role !== 'reader' && role !== 'editor' && role !== 'owner') {
    throw new UsageError(`--role ${role} is no role: give reader, editor or owner.`);
  }
  const ttlSeconds = parseDuration(values.ttl);
  for (const path of values.path) {
    const problem = checkPagePath(path);
    if (problem !== '') throw new UsageError(`--path ${path}: ${problem}`);
  }

  const holt = await openLocalHolt(readDataPlace(values), 'write');
  await holt.wikis.info(wiki);
  const { token: minted, record } = await createLocalToken(holt, {
    name: values.name,
    wikis: [`${wiki}:${role}`],
    scope: given.scope,
    ttlSeconds,
    ...(values.path.length === 0 ? {} : { paths: values.path }),
  });
  const facts = { token: minted, id: record.id, wiki, scope: values.scope, role, ttlSeconds };
  print(values.json, facts, `${minted}\n`);
}

async function list(values: Values): Promise<void> {
  const holt = await openLocalHolt(readDataPlace(values), 'read');
  const records = (await holt.tokens.list()).map(({ hash: _, ...record }) => record);
  const lines = records.map(({ id, name, wikis, scope, paths, expiresAt }) =>
    [
      id,
      name,
      wikis.join(' '),
      scope.join(' '),
      paths === undefined ? 'all paths' : `only ${paths.join(', ')}`,
      `until ${new Date(expiresAt * 1000).toISOString()}`,
    ].join('\t'),
  );
  print(values.json, records, lines.map((line) => `${line}\n`).join(''));
}

async function revokeOne(values: Values, id: string): Promise<void> {
  const holt = await openLocalHolt(readDataPlace(values), 'write');
  await holt.tokens.revoke(id);
  print(values.json, { id, revoked: true }, `The token ${id} is no longer good.\n`);
}

function parseDuration(text: string): number {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(text);
  if (match === null) throw new UsageError(`--ttl ${text} is no duration. Write a number and s, m, h or d, like 30d.`);
  const seconds = Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS];
  if (seconds > MAX_TTL_DAYS * SECONDS.d)
    throw new UsageError(`--ttl ${text}: a token lives ${MAX_TTL_DAYS} days at most.`);
  return seconds;
}
