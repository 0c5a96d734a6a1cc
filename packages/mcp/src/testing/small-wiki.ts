import {
  type Clock,
  type ManualClock,
  MemoryObjectStore,
  manualClock,
  type ObjectStore,
  openKeyValueStore,
  type Random,
  seededRandom,
} from '@holt/storage';
import { openWikis, type Wiki, type WriteRequest } from '@holt/wiki';
import { createMcpHandler, type McpHandler } from '../create-mcp-handler.ts';
import { type Logged, SITE_ORIGIN, START_SECONDS } from './test-server.ts';

export const SMALL_WIKI = 'me/notes';

/** What a caller of the small wiki can know of it. */
export interface Known {
  paths: string[];
  /** Where pages were. */
  gone: string[];
  files: string[];
  versions: string[];
  revisions: string[];
  headings: string[];
  texts: string[];
}

/** A wiki of a few pages behind the real handler, in memory, that can be had anew as often as a test has used one up. */
export interface SmallWiki {
  handle: McpHandler;
  clock: ManualClock;
  wiki: Wiki;
  /** The commit that the store's ref names. */
  readHead(): Promise<string>;
  logged: Logged[];
}

/** In every page once, so that an edit of any page may find it. */
const LINE = 'The only line of its kind.';

const AUTHOR = { name: 'Ada', email: 'ada@example.org' };

const OVERVIEW = `---
title: Overview
tags: [design, plan]
status: draft # for now
---

# Overview

What is planned, and why. See [[Design/Details]] and [[Nowhere]].

<!-- not for readers -->

## Plan

Build it, then measure.

## Plan again

- one
- two
`;

/** A picture of one pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const page = (path: string, text: string): WriteRequest['changes'][number] => ({
  op: 'put',
  path,
  content: `${text}\n${LINE}\n`,
});

const WRITES: readonly Pick<WriteRequest, 'changes'>[] = [
  {
    changes: [
      page('Home', '# Home\n\nSee [[Design/Overview]] and ![](Files/dot.png).\n'),
      page('Design/Overview', OVERVIEW),
      page('Design/Details', '# Details\n\nThe first text.\n'),
      page('Log/Day_1', '# Day one\n\nIt rained.\n'),
      page('Log/Day_2', '# Day two\n\nA hidden\u200b space.\n'),
      page('Grüße', '# Grüße\n\nNo heading below.\n'),
      { op: 'store', path: 'Files/dot.png', content: PICTURE },
      { op: 'store', path: 'Files/table.csv', content: Buffer.from('a,b\n1,2\n') },
    ],
  },
  { changes: [{ op: 'edit', path: 'Design/Details', oldText: 'first', newText: 'second' }] },
  { changes: [{ op: 'move', path: 'Log/Day_1', newPath: 'Log/First_Day' }] },
  { changes: [{ op: 'delete', path: 'Log/Day_2' }] },
];

/**
 * Makes the small wiki once.
 *
 * @returns what is known of it, and how to open one more that nobody has changed
 */
export async function prepareSmallWiki(): Promise<{ known: Known; open(): Promise<SmallWiki> }> {
  const store = new MemoryObjectStore();
  const wiki = await openIn(store, manualClock(START_SECONDS * 1000)).create(SMALL_WIKI);
  for (const write of WRITES) await wiki.write({ ...write, author: AUTHOR });
  const known = await learn(wiki);
  return {
    known,
    async open() {
      const copy = await copyOf(store);
      const clock = manualClock(START_SECONDS * 1000);
      const wikis = openIn(copy, clock);
      const logged: Logged[] = [];
      const handle = createMcpHandler({
        wikis,
        serverName: 'holt-test',
        version: '1.2.3',
        siteOrigin: SITE_ORIGIN,
        log: (message, cause) => logged.push({ message, cause }),
      });
      return { handle, clock, wiki: await wikis.open(SMALL_WIKI), readHead: () => readHead(copy), logged };
    },
  };
}

function openIn(store: ObjectStore, clock: Clock, random: Random = seededRandom('small wiki')) {
  return openWikis({ store, keyValues: openKeyValueStore({ store, key: 'control/key-values.json' }), clock, random });
}

async function learn(wiki: Wiki): Promise<Known> {
  const history = await wiki.history();
  const files = await wiki.listFiles();
  const isPage = (path: string) => path.endsWith('.md');
  return {
    paths: [...files.keys()].filter(isPage).map((path) => path.slice(0, -'.md'.length)),
    gone: ['Log/Day_1', 'Log/Day_2'],
    files: [...files.keys()].filter((path) => !isPage(path)),
    versions: [...files.values()],
    revisions: history.map(({ revision }) => revision),
    headings: ['Plan', '## Plan again', 'plan', 'Overview', 'Details', 'Nothing of the kind'],
    texts: [LINE, LINE, LINE, 'The second text.', 'Build it', 'e', '- one\n- two\n', 'It rained.', 'No heading below.'],
  };
}

async function copyOf(store: ObjectStore): Promise<MemoryObjectStore> {
  const copy = new MemoryObjectStore();
  let startAfter: string | undefined;
  do {
    const listed = await store.list({ prefix: '', ...(startAfter === undefined ? {} : { startAfter }) });
    for (const { key } of listed.objects) {
      const object = await store.get(key);
      if (object !== undefined) await copy.put(key, object.body, object);
    }
    startAfter = listed.next;
  } while (startAfter !== undefined);
  return copy;
}

async function readHead(store: ObjectStore): Promise<string> {
  const refs = await store.get(`git/${SMALL_WIKI}/info/refs`);
  return Buffer.from(refs?.body ?? []).toString('latin1', 0, 40);
}
