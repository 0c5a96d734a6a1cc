import { parseArgs } from 'node:util';
import type { Change } from '@holt/wiki';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { print } from '../print.ts';

/** `holt log`: the newest changes of a wiki, or of one page; also by the name of its file. */
export async function log(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...DATA_OPTIONS,
      wiki: { type: 'string' },
      limit: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
    },
  });
  const [path, ...others] = positionals;
  if (others.length > 0) throw new UsageError('Name one page at most: holt log --wiki owner/name [PATH].');
  const id = requireWikiId('--wiki', values.wiki);
  if (!/^[1-9][0-9]{0,2}$|^1000$/.test(values.limit))
    throw new UsageError(`--limit ${values.limit} is no number from 1 to 1000.`);

  const holt = await openLocalHolt(readDataPlace(values), 'read');
  const wiki = await holt.wikis.open(id);
  const limit = Number(values.limit);
  const changes = await wiki.history({ limit, ...(path === undefined ? {} : { path: path.replace(/\.md$/, '') }) });
  print(values.json, { wiki: id, changes }, changes.map(describe).join(''));
}

function describe({ revision, date, author, message, changes, omitted }: Change): string {
  const [subject = ''] = message.split('\n');
  const files = changes.map(
    ({ kind, path, from }) => `    ${kind}  ${from === undefined ? '' : `${from} → `}${path}\n`,
  );
  const more = omitted === 0 ? '' : `    … and ${omitted} more\n`;
  return `${revision}  ${date}  ${author.name}: ${subject}\n${files.join('')}${more}`;
}
