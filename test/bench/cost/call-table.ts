import { round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import { INIT_MS, LATENCY_MS } from './assumptions.ts';
import type { MeasuredWiki } from './measure-wiki.ts';
import { EDITS, FEWER_EDITS, PAGES } from './scope.ts';

const CALL_NOTES = [
  `An edit in the mean of ${FEWER_EDITS}, of ${PAGES} pages in that of ${EDITS}: the packing of git's objects, which comes every 256 commits, is in the latter only.`,
  'Each by a process that knows nothing yet, with a token that is checked. "Fold" is the mean part of an edit in packing and in the search index; "dearest" is the fullest single one. "Chain" is how many requests wait for each other.',
  `A call is billed for ${INIT_MS} ms of starting, its computing here, and ${LATENCY_MS} ms for each request of its chain.`,
];

/** What calls of handlers ask for, by the size of the wiki. */
export function callTable(wikis: readonly MeasuredWiki[]): Table {
  return { title: 'Cost: what calls ask for', rows: wikis.flatMap(callRows), notes: CALL_NOTES };
}

function callRows(wiki: MeasuredWiki): Row[] {
  const pages = `${wiki.pages.toLocaleString('en')} pages`;
  const { chains } = wiki;
  const rows = [
    ['an edit', wiki.write, chains.write],
    ['its notification', wiki.notification, chains.notification],
    ['its fold', wiki.fold, round(chains.fold, 1)],
    ['the dearest fold', wiki.dearestFold, ''],
    ['a read', wiki.read, chains.read],
    ['a day', wiki.daily, chains.daily],
  ] as const;
  return rows.map(([what, cost, chain]) => ({
    what: `${pages}: ${what}`,
    'GET, HEAD': round(cost.gets, 1),
    'PUT, LIST': round(cost.puts, 1),
    'KB put': round(cost.bytes / 1024, 1),
    'KeyValueStore API': round(cost.keyValueCalls, 1),
    chain,
    'ms here': round(cost.ms, 0),
  }));
}
