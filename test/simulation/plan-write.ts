import type { Page, PageChange, WriteRequest } from '@holt/wiki';
import type { Dice } from './dice.ts';
import { lineOf, type PlannedWrite } from './planned-write.ts';
import { REGISTER, registerLine } from './register.ts';

/** Pages at the root and in folders; two share their last segment, so that stand-ins have something to do. */
const POOL = ['Alpha', 'Beta', 'Folder/Gamma', 'Folder/Delta', 'Other/Gamma', 'Folder/Deep/Epsilon'] as const;
const MOVED = ['Moved/One', 'Gamma', 'Alpha', 'Folder/Delta'] as const;

/** Pages that go from one of two texts to the other, or away, and back: in the end their bytes are what they were before. */
const FLIPPED = ['Flip', 'Folder/Flip', 'Folder/Gamma'] as const;

const KINDS = {
  create: 14,
  replace: 10,
  'put on base': 18,
  edit: 22,
  move: 9,
  delete: 9,
  'bring back': 6,
  'two pages': 6,
  register: 22,
  flip: 4,
};
/** In some seeds nearly all agents do. */
const FLIPPING_WEIGHT = 150;

/** What a writer knows and does when it plans a write. */
export interface Planning {
  id: string;
  dice: Dice;
  author: WriteRequest['author'];
  /** The page at HEAD, or undefined when it is not there or could not be read. */
  read(path: string): Promise<Page | undefined>;
  /** Agents mostly write what was there before. */
  flips: boolean;
  /** Texts that pages had when this writer saw them. */
  seen: { path: string; content: string }[];
}

function pageText(path: string, id: string, title = path.slice(path.lastIndexOf('/') + 1)): string {
  return `# ${title}\n\n${lineOf(id)}\n\nalso ${id}.\n\nsee [[${linkOf(id)}]].\n`;
}

/** So that pages link to each other, some by names that are no paths. */
function linkOf(id: string): string {
  const links = [...POOL, ...MOVED, 'Delta'];
  const sum = [...id].reduce((total, character) => total + character.charCodeAt(0), 0);
  return links[sum % links.length] ?? id;
}

/** The pages that a wiki begins with. */
export function firstPages(): PageChange[] {
  const pages = POOL.slice(0, 4).map((path): PageChange => ({ op: 'put', path, content: pageText(path, 'begin') }));
  return [...pages, { op: 'put', path: REGISTER, content: registerLine('begin') }];
}

/** A random write, planned on what the writer sees of the wiki. */
export async function planWrite(planning: Planning): Promise<PlannedWrite> {
  const { id, dice, author, read, seen, flips } = planning;
  const plan = (changes: PageChange[], swap?: PlannedWrite['swap']): PlannedWrite => ({
    id,
    request: { changes, author, message: `Write ${id}` },
    ...(swap && { swap }),
  });
  const title = dice.chance(0.3) ? dice.pick(['One title', 'Alpha', id]) : undefined;
  const create = (path: string): PageChange => ({ op: 'put', path, content: pageText(path, id, title) });
  const path = dice.pick(POOL);
  const kind = dice.weighted(flips ? { ...KINDS, flip: FLIPPING_WEIGHT } : KINDS);

  switch (kind) {
    case 'create':
      return plan([create(dice.chance(0.5) ? `New/${id}` : id)]);
    case 'replace':
      return plan([create(path)]);
    case 'bring back': {
      const old = dice.pick(seen);
      return plan([old === undefined ? create(path) : { op: 'put', ...old }]);
    }
    case 'register':
      return plan([await registerChange(planning)]);
    case 'flip':
      return plan([flip(dice)]);
  }

  const page = await read(path);
  if (page === undefined) return plan([create(path)]);
  const { content, version } = page;
  seen.push({ path, content });
  const base = dice.chance(0.5) ? { baseVersion: version } : {};
  const from =
    dice.pick(content.split('\n').filter((line) => line !== '' && content.split(line).length === 2)) ?? content;
  const to = from.startsWith('# ') ? `# Title ${id}` : lineOf(id);
  switch (kind) {
    case 'put on base':
      return plan([{ op: 'put', path, content: content.replace(from, to), baseVersion: version }], { from, to });
    case 'edit':
      return plan([{ op: 'edit', path, oldText: from, newText: to, ...base }]);
    case 'move':
      return plan([
        { op: 'move', path, newPath: dice.pick([`New/${id}`, ...MOVED.filter((name) => name !== path)]), ...base },
      ]);
    case 'delete':
      return plan([{ op: 'delete', path, ...base }]);
    case 'two pages':
      return plan([{ op: 'edit', path, oldText: from, newText: to }, create(`New/${id}`)]);
  }
}

function flip(dice: Dice): PageChange {
  const path = dice.pick(FLIPPED);
  if (dice.chance(0.4)) return { op: 'delete', path };
  return { op: 'put', path, content: dice.pick(['# Heads\n', '# Tails\n']) };
}

/** A change of the page whose history is checked for linearizability: what it holds is one line. */
async function registerChange({ id, dice, read }: Planning): Promise<PageChange> {
  const path = REGISTER;
  const put: PageChange = { op: 'put', path, content: registerLine(dice.chance(0.3) ? 'again' : id) };
  const kind = dice.weighted({ put: 5, edit: 4, delete: 1 });
  if (kind === 'put') return put;
  if (kind === 'delete') return { op: 'delete', path };
  const page = await read(path);
  return page === undefined ? put : { op: 'edit', path, oldText: page.content, newText: registerLine(id) };
}
