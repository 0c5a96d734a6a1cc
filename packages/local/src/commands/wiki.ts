import { parseArgs } from 'node:util';
import { HOME_KEY, LEVELS, type Level, type PathRule, wikiUrl } from '@holt/edge';
import { counted } from '../counted.ts';
import { DATA_OPTIONS, readDataPlace } from '../data-place.ts';
import { UsageError } from '../errors.ts';
import { LOCAL_IDENTITY, type LocalHolt, openLocalHolt } from '../local-holt.ts';
import { requireWikiId } from '../options.ts';
import { print } from '../print.ts';
import { progressBar } from '../progress-bar.ts';

const OPTIONS = {
  ...DATA_OPTIONS,
  public: { type: 'boolean' },
  private: { type: 'boolean' },
  rule: { type: 'string', multiple: true, default: [] as string[] },
  'no-rule': { type: 'string', multiple: true, default: [] as string[] },
  'title-first': { type: 'boolean' },
  'no-title-first': { type: 'boolean' },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof readValues>['values'];

/** `holt wiki create|set|list|show|audit|home`. */
export async function wiki(args: string[]): Promise<void> {
  const { values, positionals } = readValues(args);
  const [action = '', id, ...others] = positionals;
  const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (run === undefined || others.length > 0) {
    throw new UsageError('Say what to do: holt wiki create, set, list, show, audit or home.');
  }
  await run(values, action === 'list' ? '' : requireWikiId(`wiki ${action}`, id));
}

function readValues(args: string[]) {
  return parseArgs({ args, allowPositionals: true, options: OPTIONS });
}

const ACTIONS: Readonly<Record<string, (values: Values, id: string) => Promise<void>>> = {
  create,
  set,
  list,
  show,
  audit,
  home,
};

async function create(values: Values, id: string): Promise<void> {
  if (Boolean(values.public) === Boolean(values.private)) throw new UsageError('Give either --public or --private.');
  const holt = await openLocalHolt(readDataPlace(values), 'create');
  await holt.wikis.create(id, { public: values.public === true });
  const info = await holt.wikis.info(id);
  print(values.json, info, describe(info));
}

async function set(values: Values, id: string): Promise<void> {
  if (values.public && values.private) throw new UsageError('Give either --public or --private, not both.');
  const changesRules = values.rule.length > 0 || values['no-rule'].length > 0;
  const titleFirst = values['title-first'];
  if (titleFirst && values['no-title-first']) {
    throw new UsageError('Give either --title-first or --no-title-first, not both.');
  }
  const changesLinks = titleFirst || values['no-title-first'];
  if (!values.public && !values.private && !changesRules && !changesLinks) {
    throw new UsageError(
      'Say what to set: --public, --private, --rule PATH=LEVEL, --no-rule PATH, --title-first or --no-title-first.',
    );
  }
  const rules = values.rule.map(parseRule);
  const holt = await openLocalHolt(readDataPlace(values), 'write');
  // What closes goes first, so that nothing is open in between that neither setting opens.
  if (values.private) await holt.access.setPublic(id, false, LOCAL_IDENTITY);
  if (changesRules) {
    const replaced = new Set([...rules.map(([path]) => path), ...values['no-rule']]);
    const kept = (await holt.access.read(id)).rules.filter(([path]) => !replaced.has(path));
    await holt.access.setRules(id, [...kept, ...rules], LOCAL_IDENTITY);
  }
  if (values.public) await holt.access.setPublic(id, true, LOCAL_IDENTITY);
  if (!changesLinks) return printSettings(holt, values, id);
  await holt.access.setTitleFirst(id, titleFirst === true, LOCAL_IDENTITY);
  // Also where it was set so before: an earlier command may have been stopped before its end.
  const { repaired } = await (await holt.wikis.open(id)).rebuild({ onProgress: progressBar('Rendering') });
  await printSettings(holt, values, id, { rendered: repaired.length });
}

async function list(values: Values): Promise<void> {
  const holt = await openLocalHolt(readDataPlace(values), 'read');
  const infos = await holt.wikis.list();
  print(values.json, infos, infos.map(describe).join(''));
}

async function show(values: Values, id: string): Promise<void> {
  await printSettings(await openLocalHolt(readDataPlace(values), 'read'), values, id);
}

async function audit(values: Values, id: string): Promise<void> {
  const holt = await openLocalHolt(readDataPlace(values), 'read');
  const entries = await holt.access.audit(id, { limit: 200 });
  const lines = entries.map(({ at, by, what, ...details }) => {
    const { seq: _, ...rest } = details;
    return `${at}\t${by?.subject ?? '-'}\t${what}\t${JSON.stringify(rest)}\n`;
  });
  print(values.json, entries, lines.join(''));
}

/** Has `/` lead to a wiki. */
async function home(values: Values, id: string): Promise<void> {
  const holt = await openLocalHolt(readDataPlace(values), 'write');
  const { owner, name } = await holt.wikis.info(id);
  await holt.keyValues.update({ put: { [HOME_KEY]: wikiUrl(owner, name) } });
  print(values.json, { id, home: true }, `/ leads to ${id}\n`);
}

/** @param done how many files for readers have become others with the settings */
async function printSettings(
  { access }: LocalHolt,
  { json }: Values,
  id: string,
  done?: { rendered: number },
): Promise<void> {
  const settings = await access.read(id);
  const { public: isPublic, rules, grants, titleFirst } = settings;
  const text = [
    describe({ id, public: isPublic }),
    ...(titleFirst ? ['title-first\n'] : []),
    ...rules.map(([path, level]) => `rule\t${path}\t${level}\n`),
    ...grants.map(({ grantee, role }) => `grant\t${grantee}\t${role}\n`),
    ...(done ? [`Rendered anew: ${counted(done.rendered, 'file')} changed\n`] : []),
  ];
  print(json, { id, ...settings, ...done }, text.join(''));
}

/** `PATH=LEVEL`, parted at the last `=`. */
function parseRule(text: string): PathRule {
  const at = text.lastIndexOf('=');
  const level = text.slice(at + 1);
  if (at < 1 || !isLevel(level)) {
    throw new UsageError(`--rule ${text}: write PATH=LEVEL, the level one of ${LEVELS.join(', ')}.`);
  }
  return [text.slice(0, at), level];
}

function isLevel(text: string): text is Level {
  return (LEVELS as readonly string[]).includes(text);
}

function describe(info: { id: string; public: boolean }): string {
  return `${info.id}\t${info.public ? 'public' : 'private'}\n`;
}
