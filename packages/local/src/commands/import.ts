import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { WikiError } from '@holt/wiki';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { importFiles } from '../importing/import-files.ts';
import { importHistory } from '../importing/import-history.ts';
import type { ImportTarget } from '../importing/import-target.ts';
import { openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';

/** `holt import`: what a folder holds becomes one commit, or (with `--history`) the commits of a git repository are kept as they are. */
export async function importFolder(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...DATA_OPTIONS,
      wiki: { type: 'string' },
      private: { type: 'boolean', default: false },
      history: { type: 'boolean', default: false },
      branch: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [source, ...others] = positionals;
  if (source === undefined || others.length > 0)
    throw new UsageError('Name one folder to import: holt import DIR --wiki owner/name.');
  if (values.branch !== undefined && !values.history) throw new UsageError('--branch goes with --history only.');
  const id = requireWikiId('--wiki', values.wiki);
  const place = readDataPlace(values);
  const { branch, json } = values;

  const target: ImportTarget = {
    id,
    /** A wiki of this machine is readable in its browsers unless asked otherwise: the local edge listens on loopback only. */
    async open() {
      const holt = await openLocalHolt(place, 'create');
      try {
        return { holt, wiki: await holt.wikis.create(id, { public: !values.private }) };
      } catch (error) {
        if (!(error instanceof WikiError && error.code === 'wiki-exists')) throw error;
        return { holt, wiki: await holt.wikis.open(id) };
      }
    },
  };
  const directory = resolve(source);
  if (values.history) await importHistory(target, { directory, branch, json });
  else await importFiles(target, { directory, json });
}
