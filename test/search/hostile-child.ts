/*
 * A process with little memory that writes hostile pages, folds, and asks hostile questions. It prints a HostileReport as JSON.
 */
import { openSearch } from '@holt/search';
import { MemoryObjectStore, manualClock, openKeyValueStore, seededRandom } from '@holt/storage';
import { openWikis } from '@holt/wiki';
import { HOSTILE_PAGES, HOSTILE_QUESTIONS } from './hostile-texts.ts';

export interface HostileReport {
  /** Time of the processor, milliseconds; the name of what took it. */
  times: { what: string; ms: number }[];
  /** What was thrown, and by what. */
  errors: string[];
  /** The longest excerpt, and the most hits, of any question. */
  longestExcerpt: number;
  mostHits: number;
  /** Which page the word that only it has finds, by name of the page. */
  found: Record<string, { reader: string[]; agent: string[] }>;
}

const ID = 'me/hostile';
const AUTHOR = { name: 'Writer', email: 'writer@example.org' };
const report: HostileReport = { times: [], errors: [], longestExcerpt: 0, mostHits: 0, found: {} };

async function time<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
  const before = process.cpuUsage();
  try {
    return await work();
  } catch (error) {
    report.errors.push(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    return undefined;
  } finally {
    const { user, system } = process.cpuUsage(before);
    report.times.push({ what, ms: (user + system) / 1000 });
  }
}

const store = new MemoryObjectStore();
const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
const clock = manualClock(Date.UTC(2026, 0, 1));
const wiki = await openWikis({ store, keyValues, clock, random: seededRandom('hostile') }).create(ID);
const load = async (name: string) => (await store.get(`fragments/${ID}/-/${name}`))?.body;

async function ask(what: string, question: string): Promise<void> {
  await time(`reader: ${what}`, async () => {
    const search = openSearch(load);
    for (const isTyping of [false, true]) {
      const { hits } = await search.query(question, { isTyping });
      report.mostHits = Math.max(report.mostHits, hits.length);
      for (const excerpt of (await Promise.all(hits.map((hit) => search.excerpts(hit)))).flat()) {
        report.longestExcerpt = Math.max(report.longestExcerpt, excerpt.text.length);
        for (const [from, to] of excerpt.marks) {
          if (!(0 <= from && from < to && to <= excerpt.text.length)) throw new Error(`A mark is at ${from}–${to}.`);
        }
      }
    }
  });
  await time(`agent: ${what}`, async () => {
    // What can't be asked is refused as any caller's mistake.
    await wiki.search({ text: question }).catch((error) => {
      if (error.code !== 'invalid-request') throw error;
    });
  });
}

for (const [name, { content }] of Object.entries(HOSTILE_PAGES)) {
  await time(`write ${name}`, async () => {
    const { published, publishError } = await wiki.write({
      author: AUTHOR,
      changes: [{ op: 'put', path: name, content }],
    });
    if (!published) throw new Error(publishError);
  });
}
for (const [what, question] of Object.entries(HOSTILE_QUESTIONS)) await ask(`${what}, before the fold`, question);
await time('fold', () => wiki.fold());
for (const [what, question] of Object.entries(HOSTILE_QUESTIONS)) await ask(what, question);
for (const [name, { word }] of Object.entries(HOSTILE_PAGES)) {
  await time(`find ${name}`, async () => {
    const { hits } = await openSearch(load).query(word);
    report.found[name] = {
      reader: hits.map(({ path }) => path),
      agent: (await wiki.search({ text: word })).hits.map(({ path }) => path),
    };
  });
}
process.stdout.write(JSON.stringify(report));
