import { parseArgs } from 'node:util';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { LOCAL_AUTHOR, openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { reportWrite } from '../report-write.ts';

/** `holt revert`: undoes what one commit changed, by another commit. */
export async function revert(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...DATA_OPTIONS, wiki: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [revision, ...others] = positionals;
  if (revision === undefined || others.length > 0)
    throw new UsageError('Name one commit to undo: holt revert REVISION --wiki owner/name.');
  const id = requireWikiId('--wiki', values.wiki);

  const holt = await openLocalHolt(readDataPlace(values), 'write');
  const wiki = await holt.wikis.open(id);
  reportWrite(values.json, id, await wiki.revert({ revision, author: LOCAL_AUTHOR }));
}
