import { parseArgs } from 'node:util';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { LOCAL_AUTHOR, openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { reportWrite } from '../report-write.ts';

/** `holt restore`: a deleted page comes back, or a page becomes again what it was at a revision. */
export async function restore(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...DATA_OPTIONS,
      wiki: { type: 'string' },
      revision: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0)
    throw new UsageError('Name one page to restore: holt restore PATH --wiki owner/name.');
  const id = requireWikiId('--wiki', values.wiki);

  const holt = await openLocalHolt(readDataPlace(values), 'write');
  const wiki = await holt.wikis.open(id);
  const { revision } = values;
  const result = await wiki.restore({ path, author: LOCAL_AUTHOR, ...(revision === undefined ? {} : { revision }) });
  reportWrite(values.json, id, result);
}
