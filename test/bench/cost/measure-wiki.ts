import { fragmentsPrefix, gitPrefix } from '@holt/edge';
import { MemoryObjectStore } from '@holt/storage';
import { chainStore } from '@holt/storage/testing';
import { median } from '../figures.ts';
import { buildSearchWiki, editOf } from '../search/build-search-wiki.ts';
import { settle } from '../search/measure-writes.ts';
import { type CallCost, combine, mean } from './call-cost.ts';
import { type DeployedHandlers, openDeployedHandlers } from './deployed-handlers.ts';

const HOUR_MS = 3_600_000;
const MONTH_MS = 30 * 86_400_000;
/** Long against the computing between two requests. */
const CHAIN_LATENCY_MS = 20;
const MOST_UNTIL_A_FOLD = 60;

/** What a wiki of some size costs, in requests and bytes: all of processes that know nothing yet. */
export interface MeasuredWiki {
  pages: number;
  /** An edit of one page by `write_page`. */
  write: CallCost;
  /** Of a write's puts, those of git. */
  gitPuts: number;
  /** Of a write's bytes, those of git. */
  gitBytes: number;
  /** Of a write's puts, those of what readers are served. */
  servedPuts: number;
  /** One `read_page`. */
  read: CallCost;
  /** What the bucket's notification of a write makes, where nothing is to be folded. */
  notification: CallCost;
  /** What folding adds to a write in the mean of many: packs and the search index. */
  fold: CallCost;
  /** The fullest fold: of all notifications, what the dearest one asked for. */
  dearestFold: CallCost;
  /** The schedule's run after a day of writes. */
  daily: CallCost;
  /** Requests that wait for each other: what a store's latency multiplies. Of the fold, the mean part of an edit. */
  chains: { write: number; read: number; notification: number; daily: number; fold: number };
  /** What lies in the store at the end. */
  liveBytes: number;
  /** Of a page. */
  cacheControl: string;
}

export interface MeasureOptions {
  pages: number;
  edits: number;
  writesAMonth: number;
}

/** A wiki with so many pages, edited so many times as far apart as a month's writes are, with what follows from that. */
export async function measureWiki({ pages, edits, writesAMonth }: MeasureOptions): Promise<MeasuredWiki> {
  const base = new MemoryObjectStore();
  const searched = await buildSearchWiki(base, pages);
  await settle(searched);
  const handlers = await openDeployedHandlers(base);
  const { id } = searched;
  const [owner = '', name = ''] = id.split('/');
  const writesADay = Math.max(1, Math.round(writesAMonth / 30));
  await handlers.notify(id);

  const writes: CallCost[] = [];
  const notifications: CallCost[] = [];
  const days: CallCost[] = [];
  const gitPuts: number[] = [];
  const gitBytes: number[] = [];
  for (let number = 0; number < edits; number++) {
    handlers.pass(MONTH_MS / writesAMonth);
    writes.push(await handlers.call('write_page', pageOf(id, number)));
    const git = handlers.store.requests.filter(
      ({ method, key }) => method === 'put' && key.startsWith(gitPrefix(owner, name)),
    );
    gitPuts.push(git.length);
    gitBytes.push(git.reduce((sum, { bytes }) => sum + bytes, 0));
    notifications.push(await handlers.notify(id));
    if ((number + 1) % writesADay === 0) days.push(await handlers.maintain());
  }
  if (days.length === 0) days.push(await handlers.maintain());

  // Where nothing is due, it puts nothing.
  const plain = notifications.filter(({ puts }) => puts === 0);
  const notification = combine(plain.length > 0 ? plain : notifications, median);
  const all = combine(notifications, mean);
  const fold = combine([all, notification], ([sum = 0, part = 0]) => Math.max(0, sum - part));
  const write = combine(writes, median);
  const { path } = pageOf(id, 0);
  const page = await base.get(`${fragmentsPrefix(owner, name)}pages/${path}.html`);
  return {
    pages,
    write,
    gitPuts: median(gitPuts),
    gitBytes: median(gitBytes),
    servedPuts: write.puts - median(gitPuts),
    read: await handlers.call('read_page', { wiki: id, path }),
    notification,
    fold,
    dearestFold: combine(notifications, (values) => Math.max(...values)),
    daily: combine(days, median),
    chains: await measureChains(base, id, { first: edits, nowMs: handlers.now(), fold }),
    liveBytes: await sumBytes(base),
    cacheControl: page?.cacheControl ?? '',
  };
}

function pageOf(wiki: string, number: number): { wiki: string; path: string; content: string; message: string } {
  // Begins where settling ended.
  const { changes, message = '' } = editOf(1000 + number);
  const [change] = changes;
  if (change?.op !== 'put' || typeof change.content !== 'string') throw new Error('An edit puts a page.');
  return { wiki, path: change.path, content: change.content, message };
}

async function measureChains(
  base: MemoryObjectStore,
  id: string,
  { first, nowMs, fold }: { first: number; nowMs: number; fold: CallCost },
): Promise<MeasuredWiki['chains']> {
  const chain = chainStore(base, { latencyMs: CHAIN_LATENCY_MS });
  const handlers: DeployedHandlers = await openDeployedHandlers(chain, nowMs);
  handlers.pass(HOUR_MS);
  const longest = async (work: () => Promise<CallCost>) => {
    chain.reset();
    await work();
    return chain.longest;
  };
  const page = pageOf(id, first);
  // What is left of folds goes first.
  await handlers.notify(id);
  const write = await longest(() => handlers.call('write_page', page));
  const read = await longest(() => handlers.call('read_page', { wiki: id, path: page.path }));
  const notification = await longest(() => handlers.notify(id));
  const daily = await longest(() => handlers.maintain());

  // Edits until something is folded: how much of its requests wait for each other.
  for (let number = first + 1; number <= first + MOST_UNTIL_A_FOLD; number++) {
    await handlers.call('write_page', pageOf(id, number));
    chain.reset();
    const { puts, gets } = await handlers.notify(id);
    if (puts > 0)
      return { write, read, notification, daily, fold: ((fold.gets + fold.puts) * chain.longest) / (gets + puts) };
  }
  throw new Error(`${MOST_UNTIL_A_FOLD} edits led to no fold.`);
}

async function sumBytes(store: MemoryObjectStore): Promise<number> {
  let bytes = 0;
  let startAfter: string | undefined;
  do {
    const page = await store.list({ prefix: '', ...(startAfter !== undefined && { startAfter }) });
    for (const { sizeBytes } of page.objects) bytes += sizeBytes;
    startAfter = page.next;
  } while (startAfter !== undefined);
  return bytes;
}
