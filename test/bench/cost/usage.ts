import {
  ALARMS,
  AUTH_MEMORY_GB,
  DASHBOARDS,
  DEAD_LETTERS,
  FUNCTIONS_A_REQUEST,
  INIT_MS,
  LATENCY_MS,
  LOG_BYTES_A_CALL,
  MEMORY_GB,
  METRICS,
  OBJECTS_A_KEY_REQUEST,
  OLD_VERSION_DAYS,
  SCHEDULED_CALLS_A_MONTH,
  SIGN_IN,
  VIEWS_A_VISIT,
} from './assumptions.ts';
import type { Used } from './bill.ts';
import type { CallCost } from './call-cost.ts';
import type { MeasuredEdge } from './measure-edge.ts';
import { costOfMany, type MeasuredWikis } from './measure-many-wikis.ts';
import type { MeasuredViews } from './measure-views.ts';
import type { MeasuredWiki } from './measure-wiki.ts';
import type { Workload } from './workload.ts';

/** All that was measured of the project, and what becomes of readers' requests in CloudFront's caches. */
export interface Measured {
  wiki: MeasuredWiki;
  many: MeasuredWikis;
  edge: MeasuredEdge;
  views: MeasuredViews;
  /** Of requests for pages and sidebars, the share that goes to the bucket, and the share whose answer has no body. */
  cache: { origin: number; unchanged: number };
}

/** Designs that serve the same readers and agents. */
export type Design =
  /** As it is built. */
  | 'files'
  /** The same, but that functions ask CloudFront for keys and marks, not the bucket. */
  | 'files, keys asked of CloudFront'
  /** A function renders each page that is asked for: no artifacts are written, none is cached. Its processes are there already. */
  | 'function for each read'
  /** Files that the edge keeps for a day, and an invalidation by a tag for each write. */
  | 'invalidation, one tag for each write'
  /** The same, with a path for each object that a write changes. */
  | 'invalidation, each changed path';

const GB = 1024 ** 3;
const DAYS = 30;

/** What a month of some wikis uses, line by line. */
export function usageOf(workload: Workload, given: Measured, design: Design = 'files'): Used[] {
  const isRendered = design === 'function for each read';
  const measured = design === 'files, keys asked of CloudFront' ? askCloudFront(given) : given;
  const parts = { workload, measured, isRendered, asksCloudFront: measured !== given };
  return [
    ...storageOf(parts),
    ...callsOf('agents: writes', writeOf(parts), workload.writes * workload.wikis, measured.wiki.chains.write),
    ...callsOf('agents: reads', measured.wiki.read, workload.agentReads * workload.wikis, measured.wiki.chains.read),
    ...(isRendered ? [] : followUpsOf(parts)),
    ...schedulesOf(parts),
    ...readersOf(parts),
    ...invalidationsOf(parts, design),
    ...siteOf(),
  ].filter(({ quantity }) => quantity > 0);
}

interface Parts {
  workload: Workload;
  measured: Measured;
  isRendered: boolean;
  asksCloudFront: boolean;
}

/** Each read of a key value is a request to the bucket as it is built; here it is one to CloudFront's API instead. */
function askCloudFront(measured: Measured): Measured {
  const ask = <T extends CallCost>(cost: T): T => ({
    ...cost,
    keyValueCalls: Math.max(cost.keyValueCalls, cost.keyValueAsks),
    gets: Math.max(0, cost.gets - cost.keyValueAsks),
  });
  const { wiki, many } = measured;
  const { base, aWiki, anOwner } = many.idleDay;
  const idleDay = { base: ask(base), aWiki: ask(aWiki), anOwner: ask(anOwner) };
  return { ...measured, wiki: { ...wiki, write: ask(wiki.write), read: ask(wiki.read) }, many: { ...many, idleDay } };
}

/** A write puts git's objects and, where pages are files, what readers are served. */
function writeOf({ measured: { wiki }, isRendered }: Parts): CallCost {
  if (!isRendered) return wiki.write;
  return { ...wiki.write, puts: wiki.write.puts - wiki.servedPuts, bytes: wiki.gitBytes };
}

function storageOf({ workload: { wikis, writes }, measured: { wiki } }: Parts): Used[] {
  const purpose = 'storage';
  const old =
    (writes / DAYS) *
    (wiki.gitBytes * OLD_VERSION_DAYS.truth +
      (wiki.write.bytes - wiki.gitBytes + wiki.fold.bytes) * OLD_VERSION_DAYS.artifacts);
  return [
    { purpose, price: 'storage', quantity: (wikis * (wiki.liveBytes + old)) / GB },
    { purpose: "encryption: the bucket's key", price: 'key', quantity: 1 },
  ];
}

/** Bytes that are put into the bucket in a month, but for the few of the daily runs and of sign-ins. */
export function putBytesOf({ wikis, writes }: Workload, { wiki }: Measured): number {
  return wikis * writes * (wiki.write.bytes + wiki.notification.bytes + wiki.fold.bytes);
}

/** Calls of a function, each by a process that has just started. */
function callsOf(
  purpose: string,
  cost: CallCost,
  calls: number,
  chain: number,
  { gigabytes = MEMORY_GB, isReached = true, initMs = INIT_MS } = {},
): Used[] {
  const seconds = (initMs + cost.ms + chain * LATENCY_MS) / 1000;
  return [
    { purpose: `${purpose}: S3`, price: 'put', quantity: calls * cost.puts },
    { purpose: `${purpose}: S3`, price: 'get', quantity: calls * cost.gets },
    { purpose: `${purpose}: KeyValueStore's API`, price: 'keyValueCall', quantity: calls * cost.keyValueCalls },
    { purpose: `${purpose}: function`, price: 'lambdaRequest', quantity: calls },
    { purpose: `${purpose}: function`, price: 'lambdaTime', quantity: calls * seconds * gigabytes },
    { purpose: 'logs', price: 'log', quantity: (calls * LOG_BYTES_A_CALL) / GB },
    {
      purpose: 'encryption: requests',
      price: 'keyRequest',
      quantity: (calls * (cost.puts + cost.gets)) / OBJECTS_A_KEY_REQUEST,
    },
    ...(isReached
      ? ([
          { purpose: `${purpose}: CloudFront`, price: 'request', quantity: calls },
          { purpose: `${purpose}: CloudFront`, price: 'edgeFunction', quantity: calls },
          { purpose: `${purpose}: CloudFront`, price: 'transfer', quantity: (calls * 4000) / GB },
          { purpose: `${purpose}: CloudFront`, price: 'upload', quantity: (calls * 4000) / GB },
        ] as const)
      : []),
  ];
}

function followUpsOf({ workload: { wikis, writes }, measured: { wiki } }: Parts): Used[] {
  const calls = wikis * writes;
  const unreached = { isReached: false };
  const { chains } = wiki;
  return [
    ...callsOf("the bucket's notifications", wiki.notification, calls, chains.notification, unreached),
    { purpose: "the bucket's notifications: dead letters", price: 'queue', quantity: calls * DEAD_LETTERS },
    // It is done by the same call.
    ...callsOf('folds', wiki.fold, calls, 0, unreached).filter(
      ({ price }) => price !== 'lambdaRequest' && price !== 'lambdaTime' && price !== 'log',
    ),
    {
      purpose: 'folds: function',
      price: 'lambdaTime',
      quantity: (calls * (wiki.fold.ms + chains.fold * LATENCY_MS) * MEMORY_GB) / 1000,
    },
  ];
}

function schedulesOf({ workload: { wikis, owners, writes }, measured: { wiki, many }, isRendered }: Parts): Used[] {
  const idle = costOfMany(many.idleDay, wikis, owners);
  const folds = costOfMany(many.idleFold, wikis, owners);
  const isWritten = writes > 0 && !isRendered;
  const more = isWritten ? Math.max(0, wiki.daily.gets - many.idleDay.aWiki.gets) * wikis : 0;
  const chain = idle.chain + (isWritten ? Math.max(0, wiki.chains.daily - many.idleDay.aWiki.chain) * wikis : 0);
  return [
    ...callsOf('daily maintenance', { ...idle, gets: idle.gets + more }, DAYS, chain, { isReached: false }),
    ...callsOf('daily maintenance', folds, DAYS, folds.chain, { isReached: false }),
    { purpose: 'daily maintenance: schedules', price: 'schedule', quantity: SCHEDULED_CALLS_A_MONTH },
  ];
}

function readersOf({ workload, measured, isRendered, asksCloudFront }: Parts): Used[] {
  const { wikis, owners, views: viewsOfOne, isPrivate } = workload;
  const { edge, views, cache, wiki, many } = measured;
  const all = wikis * viewsOfOne;
  const visits = all / VIEWS_A_VISIT;
  const assets = views.first.requests - views.next.requests;
  // Where a function renders it, the sidebar is in the page.
  const pageRequests = isRendered ? views.next.requests - 1 : views.next.requests;
  const requests = all * pageRequests + visits * assets;
  const withBody = 1 - (isRendered ? 0 : cache.unchanged);
  const bytes =
    all * (views.again.bytes + withBody * views.next.bytes) + visits * (views.first.bytes - views.next.bytes);
  const used: Used[] = [
    { purpose: 'readers: CloudFront requests', price: 'request', quantity: requests },
    { purpose: 'readers: functions at the edge', price: 'edgeFunction', quantity: requests * FUNCTIONS_A_REQUEST },
    {
      purpose: 'readers: functions at the edge',
      price: 'keyValueRead',
      quantity: requests * (isPrivate ? edge.reads.private : edge.reads.public),
    },
    { purpose: 'readers: transfer', price: 'transfer', quantity: bytes / GB },
  ];
  if (isRendered) {
    // It reads git as an agent's read does; who may read is decided at the edge.
    const render = { ...wiki.read, gets: Math.max(0, wiki.read.gets - wiki.read.keyValueAsks) };
    const isThere = { isReached: false, initMs: 0 };
    used.push(...callsOf('readers: a function for each page', render, all, wiki.chains.read, isThere));
  } else {
    const gets = all * pageRequests * cache.origin;
    used.push(
      { purpose: 'readers: S3', price: 'get', quantity: gets },
      { purpose: 'encryption: requests', price: 'keyRequest', quantity: gets / OBJECTS_A_KEY_REQUEST },
    );
  }
  if (isPrivate) {
    const { calls, keyValueReads, ms, chain } = SIGN_IN;
    const grants = costOfMany(many.grants, wikis, owners);
    const signIn = {
      ...grants,
      ms: ms / calls,
      gets: (grants.gets + (asksCloudFront ? 0 : keyValueReads)) / calls,
      puts: grants.puts / calls,
      keyValueCalls: (asksCloudFront ? keyValueReads : 0) / calls,
    };
    const chainOfOne = (chain + grants.chain) / calls;
    used.push(...callsOf('sign-ins', signIn, visits * calls, chainOfOne, { gigabytes: AUTH_MEMORY_GB }));
  }
  return used;
}

function invalidationsOf({ workload: { wikis, writes }, measured: { wiki } }: Parts, design: Design): Used[] {
  const purpose = 'invalidation';
  const paths = { 'invalidation, one tag for each write': 1, 'invalidation, each changed path': wiki.servedPuts };
  const each = (paths as Partial<Record<Design, number>>)[design] ?? 0;
  return [{ purpose, price: 'invalidation', quantity: wikis * writes * each }];
}

/** What there is of a site, however many wikis it has. */
function siteOf(): Used[] {
  const purpose = 'alarms and dashboard';
  return [
    { purpose, price: 'alarm', quantity: ALARMS },
    { purpose, price: 'metric', quantity: METRICS },
    { purpose, price: 'dashboard', quantity: DASHBOARDS },
  ];
}
