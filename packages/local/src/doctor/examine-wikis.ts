import { accessKey, dashKey, encodeAccessRecord, parseAccessRecord } from '@holt/edge';
import { SHELL_VERSION } from '@holt/site';
import { type Clock, type KeyValueStore, type ObjectStore, StorageError, systemRandom } from '@holt/storage';
import { openWikis, type Wiki, WikiError, type WikiInfo, type Wikis } from '@holt/wiki';
import { counted } from '../counted.ts';
import type { Entries } from './examine-site.ts';
import { type Finding, problemOf } from './finding.ts';

const ACCESS = accessKey('', '').replace('/', '');

/** Tells of wikis whose access at the edge, pages, or indexes are not as they should be, and once that the others are. */
export async function examineWikis(
  {
    store,
    keyValues,
    entries,
    clock,
  }: { store: ObjectStore; keyValues: KeyValueStore; entries: Entries; clock: Clock },
  tell: (finding: Finding) => void,
): Promise<void> {
  const wikis = openWikis({ store, keyValues, clock, random: systemRandom });
  const infos = await wikis.list();
  const whole = infos.filter(({ damaged }) => damaged === undefined);
  for (const { id, damaged } of infos) {
    if (damaged !== undefined) tell({ name: 'settings', state: 'problem', wiki: id, found: damaged });
  }
  const publicOnes = infos.filter(({ public: isPublic }) => isPublic).length;
  tell(
    infos.length === 0
      ? {
          name: 'wikis',
          state: 'note',
          found: 'There is no wiki yet.',
          remedy: 'Make one: holt wiki create OWNER/NAME.',
        }
      : { name: 'wikis', state: 'ok', found: `${counted(infos.length, 'wiki')}, ${publicOnes} of them public.` },
  );
  tellAll('access', 'At the edge all wikis are as open as their settings say.', tell, [
    ...whole.flatMap((info) => compareAccess(info, entries)),
    ...findStrayEntries(infos, entries),
  ]);

  const found: Finding[] = [];
  for (const info of whole) found.push(...(await examineWiki(wikis, info, store)));
  const of = (name: string) => found.filter((finding) => finding.name === name);
  tellAll('pages', 'All pages are published, by this version of Holt.', tell, of('pages'));
  tellAll('folds', 'No search index and no repository is due to be folded.', tell, of('folds'));
}

/** Each that is not as it should be; where none is, that. */
function tellAll(name: string, well: string, tell: (finding: Finding) => void, findings: readonly Finding[]): void {
  for (const finding of findings) tell(finding);
  if (findings.length === 0) tell({ name, state: 'ok', found: well });
}

function compareAccess(info: WikiInfo, entries: Entries): Finding[] {
  const { id, owner, name, public: isPublic, rules, since } = info;
  const text = entries.get(accessKey(owner, name));
  const record = text === undefined ? { public: false, rules: [], since: 0 } : parseAccessRecord(text);
  const wanted = encodeAccessRecord({ public: isPublic, rules, since });
  if (record !== undefined && encodeAccessRecord(record) === wanted) return [];
  const asSet = isPublic ? 'public' : 'private';
  const atEdge = record === undefined ? 'has an entry that it can’t read, and denies' : describeRecord(record, asSet);
  return [
    {
      name: 'access',
      state: 'problem',
      wiki: id,
      found: `The settings of ${id} say ${asSet}; the edge ${atEdge}.`,
      remedy: `Set it anew: holt wiki set ${id} --${asSet}.`,
    },
  ];
}

function describeRecord({ public: isPublic }: { public: boolean }, asSet: string): string {
  const level = isPublic ? 'public' : 'private';
  return level === asSet ? 'has other rules, or takes other tokens' : `has it ${level}`;
}

/** What the edge has of wikis that have no settings: it would open what somebody makes there. */
function findStrayEntries(infos: readonly WikiInfo[], entries: Entries): Finding[] {
  const known = new Set(infos.map(({ owner, name }) => accessKey(owner, name)));
  return [...entries.keys()]
    .filter((key) => key.startsWith(ACCESS) && !known.has(key))
    .map((key) => ({
      name: 'access',
      state: 'warning' as const,
      wiki: key.slice(ACCESS.length),
      found: `The edge has an entry ${key}, and there is no such wiki.`,
      remedy: 'Make the wiki, which puts the entry right, or delete the entry.',
    }));
}

async function examineWiki(wikis: Wikis, { id }: WikiInfo, store: ObjectStore): Promise<Finding[]> {
  try {
    const wiki = await wikis.open(id);
    return [...(await examinePages(wiki, store)), ...(await examineFolds(wiki))];
  } catch (error) {
    const isOfWiki = error instanceof WikiError || (error instanceof StorageError && error.code === 'damaged');
    if (!isOfWiki) throw error;
    return [problemOf('pages', error, { wiki: id, remedy: `See what is damaged: holt verify --wiki ${id}.` })];
  }
}

async function examinePages(wiki: Wiki, store: ObjectStore): Promise<Finding[]> {
  const { id, owner, name } = wiki;
  const about = { name: 'pages', state: 'warning', wiki: id } as const;
  const { revision } = await wiki.listPages({ limit: 1 });
  const mark = await store.get(dashKey(owner, name, 'changes.json'));
  if (revision === undefined && mark === undefined) return [];
  const shell = await wiki.publishedShell();
  if (shell !== undefined && shell !== SHELL_VERSION) {
    const found = `The pages of ${id} were rendered by another version of Holt.`;
    return [{ ...about, found, remedy: `Render them anew: holt rebuild --wiki ${id}.` }];
  }
  const published = mark && (JSON.parse(new TextDecoder().decode(mark.body)) as { revision?: string }).revision;
  if (published === revision) return [];
  const found = `The pages of ${id} are those of ${published ?? 'no revision'}; git is at ${revision ?? 'none'}.`;
  return [{ ...about, found, remedy: `Publish what is missing: holt reconcile --wiki ${id}.` }];
}

async function examineFolds(wiki: Wiki): Promise<Finding[]> {
  const { id } = wiki;
  const due = await wiki.foldDue();
  const what = [...(due.index ? ['its search index'] : []), ...(due.objects ? ['its repository'] : [])];
  if (what.length === 0) return [];
  const found = `Of ${id} ${what.join(' and ')} ${what.length === 1 ? 'is' : 'are'} due to be folded.`;
  return [
    { name: 'folds', state: 'note', wiki: id, found, remedy: `The schedule does it; now: holt fold --wiki ${id}.` },
  ];
}
