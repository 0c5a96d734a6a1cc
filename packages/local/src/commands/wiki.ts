import { parseArgs } from 'node:util';
import { UsageError } from '../errors.ts';
import { openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';

/** `holt wiki create|set|list`. */
export async function wiki(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      public: { type: 'boolean' },
      private: { type: 'boolean' },
      data: { type: 'string', default: '.holt' },
      json: { type: 'boolean', default: false },
    },
  });
  const [action, id] = positionals;
  if (action === 'list') return list(values.data, values.json);
  if (action !== 'create' && action !== 'set') throw new UsageError('Say what to do: holt wiki create, set or list.');
  if (Boolean(values.public) === Boolean(values.private)) throw new UsageError('Give either --public or --private.');

  const name = requireWikiId(`wiki ${action}`, id);
  const isPublic = values.public === true;
  const holt = await openLocalHolt(values.data, action === 'create' ? 'create' : 'write');
  if (action === 'create') await holt.wikis.create(name, { public: isPublic });
  else await holt.wikis.setPublic(name, isPublic);
  const info = await holt.wikis.info(name);
  process.stdout.write(values.json ? `${JSON.stringify(info)}\n` : `${describe(info)}\n`);
}

async function list(data: string, json: boolean): Promise<void> {
  const holt = await openLocalHolt(data, 'read');
  const infos = await holt.wikis.list();
  process.stdout.write(json ? `${JSON.stringify(infos)}\n` : infos.map((info) => `${describe(info)}\n`).join(''));
}

function describe(info: { id: string; public: boolean }): string {
  return `${info.id}\t${info.public ? 'public' : 'private'}`;
}
