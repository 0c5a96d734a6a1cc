import { openAgentTokens, openKeyRing } from '@holt/auth';
import { createWriteHandler, type WriteHandler } from '@holt/lambda';
import { type Clock, MemoryObjectStore, type ObjectStore, openKeyValueStore, seededRandom } from '@holt/storage';
import { openWikis, type PageChange, type Wiki } from '@holt/wiki';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { openDice } from '../../simulation/dice.ts';
import { type LossyNetwork, openLossyNetwork } from './lossy-network.ts';

export const WIKI = 'team/handbook';
const ORIGIN = 'https://wiki.example';
const AUDIENCE = `${ORIGIN}/mcp`;
const START_MS = Date.UTC(2026, 10, 20, 8);
const DAY_SECONDS = 24 * 60 * 60;
const HANDLERS = 2;
const FOLDER_PAGES = 100;

export interface Day {
  store: ObjectStore;
  clock: DayClock;
  network: LossyNetwork;
  /** What the handlers logged. */
  logged: string[];
  /** The wiki as a process sees it that has just started. */
  openWiki(): Promise<Wiki>;
  /** A session of the official client, with a token of its own. */
  connect(name: string): Promise<Client>;
}

export interface DayClock extends Clock {
  pass(seconds: number): void;
}

/** A wiki of so many pages in a memory store, behind several instances of the handler that a Lambda function runs. */
export async function startDay(seed: number, pages: number): Promise<Day> {
  const store = new MemoryObjectStore();
  const clock = openDayClock();
  const keyValues = () => openKeyValueStore({ store, key: 'control/key-values.json' });
  const random = (name: string) => seededRandom(`${seed} ${name}`);
  const openWikisAnew = (name: string) => openWikis({ store, keyValues: keyValues(), clock, random: random(name) });

  await (await openWikisAnew('begin').create(WIKI)).write({
    changes: firstPages(pages),
    author: { name: 'Begin', email: 'begin@example.org' },
    message: 'Begin',
  });
  const ring = openKeyRing({ keyValues: keyValues(), clock, random: random('ring') });
  await ring.ensure();
  const tokens = openAgentTokens({ store, keyValues: keyValues(), ring, issuer: ORIGIN, audience: AUDIENCE });
  const logged: string[] = [];
  const handlers = Array.from(
    { length: HANDLERS },
    (_, i): WriteHandler =>
      createWriteHandler({
        store,
        keyValues: keyValues(),
        clock,
        random: random(`handler ${i}`),
        origin: ORIGIN,
        issuer: ORIGIN,
        audience: AUDIENCE,
        log: (message) => logged.push(message),
      }),
  );
  const network = openLossyNetwork(handlers, openDice(`${seed} network`));
  return {
    store,
    clock,
    network,
    logged,
    openWiki: () => openWikisAnew('look').open(WIKI),
    async connect(name) {
      const { token } = await tokens.create({
        name,
        subject: `${name}@example.org`,
        holderName: name,
        wikis: [WIKI],
        scope: ['read', 'write'],
        ttlSeconds: DAY_SECONDS,
      });
      const client = new Client({ name, version: '1.0.0' });
      const transport = new StreamableHTTPClientTransport(new URL(AUDIENCE), {
        fetch: network.fetch,
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      });
      await client.connect(transport as Parameters<Client['connect']>[0]);
      await client.listTools();
      return client;
    },
  };
}

/** Where the page of a number is at the beginning. */
export function firstPath(index: number): string {
  return `Area_${Math.floor(index / FOLDER_PAGES)}/Page_${index}`;
}

function firstPages(count: number): PageChange[] {
  return Array.from({ length: count }, (_, index) => ({
    op: 'put',
    path: firstPath(index),
    content: firstText(index),
  }));
}

/** Paragraphs, so that changes of different ones merge. */
function firstText(index: number): string {
  const lines = ['one', 'two', 'three', 'four'].map((name) => `begin ${name} of ${index};\n\n`);
  const other = firstPath((index * 7 + 1) % FOLDER_PAGES);
  return `# Page ${index}\n\nSee [[${other}]].\n\n## Notes\n\n${lines.join('')}## Log\n\nThe log of ${index}.\n`;
}

/** A clock that others move on; who sleeps on it wakes at once, later. */
function openDayClock(): DayClock {
  let nowMs = START_MS;
  return {
    now: () => nowMs,
    async sleep(ms) {
      nowMs += Math.ceil(ms);
    },
    pass(seconds) {
      nowMs += seconds * 1000;
    },
  };
}
