import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Wiki, WikiError } from '@holt/wiki';
import { DATA_OPTIONS, isLocalFolder, readDataPlace } from '../data-place.ts';
import { CommandError, UsageError } from '../errors.ts';
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
      public: { type: 'boolean', default: false },
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
  if (values.public && values.private) throw new UsageError('Give either --public or --private, not both.');
  const id = requireWikiId('--wiki', values.wiki);
  const place = readDataPlace(values);
  const { branch, json } = values;

  const target: ImportTarget = {
    id,
    async open() {
      const holt = await openLocalHolt(place, 'create');
      try {
        return {
          holt,
          wiki: await holt.wikis.create(id, { public: values.public || (isLocalFolder(place) && !values.private) }),
        };
      } catch (error) {
        if (!(error instanceof WikiError && error.code === 'wiki-exists')) throw error;
        const wiki = await holt.wikis.open(id);
        checkLevel(wiki, values);
        return { holt, wiki };
      }
    },
  };
  const directory = resolve(source);
  if (values.history) await importHistory(target, { directory, branch, json });
  else await importFiles(target, { directory, json });
}

/** What is asked of the wiki must hold before anything is taken into it. @throws CommandError */
function checkLevel(wiki: Wiki, wanted: { public: boolean; private: boolean }): void {
  const { id, public: isPublic } = wiki;
  if (wanted.private && isPublic) {
    throw new CommandError(`${id} is there already, and public. Run \`holt wiki set ${id} --private\` first.`);
  }
  if (wanted.public && !isPublic) {
    throw new CommandError(`${id} is there already, and private. Run \`holt wiki set ${id} --public\` first.`);
  }
}
