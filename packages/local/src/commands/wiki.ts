import { parseArgs } from 'node:util';
import { DATA_OPTIONS, type DataPlace, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { print } from '../print.ts';

/** `holt wiki create|set|list`. */
export async function wiki(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...DATA_OPTIONS,
      public: { type: 'boolean' },
      private: { type: 'boolean' },
      json: { type: 'boolean', default: false },
    },
  });
  const [action, id] = positionals;
  const place = readDataPlace(values);
  if (action === 'list') return list(place, values.json);
  if (action !== 'create' && action !== 'set') throw new UsageError('Say what to do: holt wiki create, set or list.');
  if (Boolean(values.public) === Boolean(values.private)) throw new UsageError('Give either --public or --private.');

  const name = requireWikiId(`wiki ${action}`, id);
  const isPublic = values.public === true;
  const holt = await openLocalHolt(place, action === 'create' ? 'create' : 'write');
  if (action === 'create') await holt.wikis.create(name, { public: isPublic });
  else await holt.wikis.setPublic(name, isPublic);
  const info = await holt.wikis.info(name);
  print(values.json, info, describe(info));
}

async function list(place: DataPlace, json: boolean): Promise<void> {
  const holt = await openLocalHolt(place, 'read');
  const infos = await holt.wikis.list();
  print(json, infos, infos.map(describe).join(''));
}

function describe(info: { id: string; public: boolean }): string {
  return `${info.id}\t${info.public ? 'public' : 'private'}\n`;
}
