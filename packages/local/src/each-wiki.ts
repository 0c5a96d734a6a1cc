import { parseArgs } from 'node:util';
import { StorageError } from '@holt/storage';
import type { Wiki } from '@holt/wiki';
import { DATA_OPTIONS, type OpenMode, readDataPlace } from './data-place.ts';
import { CommandError } from './errors.ts';
import { type LocalHolt, openLocalHolt } from './local-holt.ts';
import { requireWikiId } from './options.ts';
import { reportError } from './report-error.ts';

/**
 * Runs a command that works on the wiki that `--wiki` names, or on all. Where one of all fails, that is told at once, and the
 * others are worked on all the same.
 *
 * @param work prints what it has to say: one line of JSON a wiki when `json`
 * @param first what is done before, once
 * @throws UsageError; CommandError when any wiki has failed; StorageError when the store itself refuses or gives no answer
 */
export async function eachWiki(
  args: string[],
  mode: OpenMode,
  work: (wiki: Wiki, json: boolean) => Promise<void>,
  first: (holt: LocalHolt) => Promise<void> = async () => undefined,
): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { ...DATA_OPTIONS, wiki: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const one = values.wiki === undefined ? undefined : requireWikiId('--wiki', values.wiki);
  const holt = await openLocalHolt(readDataPlace(values), mode);
  await first(holt);
  if (one === undefined) await workOnAll(holt, (wiki) => work(wiki, values.json));
  else await work(await holt.wikis.open(one), values.json);
}

async function workOnAll({ wikis }: LocalHolt, work: (wiki: Wiki) => Promise<void>): Promise<void> {
  const infos = await wikis.list();
  const failed: string[] = [];
  for (const { id } of infos) {
    try {
      await work(await wikis.open(id));
    } catch (error) {
      // The others would only meet it again.
      if (error instanceof StorageError && error.code !== 'damaged') throw error;
      reportError(error, id);
      failed.push(id);
    }
  }
  if (failed.length > 0)
    throw new CommandError(`${failed.length} of ${infos.length} wikis failed: ${failed.join(', ')}`);
}
