import { MemoryObjectStore, manualClock, openKeyValueStore, seededRandom } from '@holt/storage';
import { type CountedRequest, countingStore } from '@holt/storage/testing';
import { openWikis } from '@holt/wiki';
import { renderPageSafely } from '../../../packages/markdown/src/index.ts';
import type { SourcePage } from '../../support/search/corpus-pages.ts';
import { type Architecture, type CommittedPage, WIKI } from './architecture.ts';
import { openAssembly } from './assembly.ts';
import { cpuMsSince } from './cpu-ms-since.ts';
import { openHolt } from './holt.ts';
import { openPreRender } from './pre-render.ts';
import { openSinglePageApp } from './single-page-app.ts';
import type { SpaFiles } from './spa/build-spa.ts';

const AUTHOR = { name: 'Bench', email: 'bench@example.org' };
const START_MS = Date.UTC(2026, 0, 1);
const SECOND_MS = 1000;

/** What a commit took. */
export interface Commit {
  /** What it asked of Holt's store. */
  requests: readonly CountedRequest[];
  /** By the architecture's name: its work to publish the pages, once they are rendered; Holt's is the whole write. */
  cpuMs: ReadonlyMap<string, number>;
}

/** One wiki, and what each architecture makes of it. */
export interface BenchWiki {
  architectures: readonly Architecture[];
  /** That of them which is Holt. */
  holt: Architecture;
  /**
   * Commits pages to Holt's own wiki, and has the other architectures publish the same.
   */
  commit(pages: readonly SourcePage[], message: string): Promise<Commit>;
  /** The pages as they were committed last. */
  pages: ReadonlyMap<string, CommittedPage>;
}

export async function openBenchWiki(spa: SpaFiles): Promise<BenchWiki> {
  const newStore = () => countingStore(new MemoryObjectStore());
  const store = newStore();
  const clock = manualClock(START_MS);
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const wikis = openWikis({ store, keyValues, clock, random: seededRandom('architectures') });
  const wiki = await wikis.create(`${WIKI.owner}/${WIKI.name}`, { public: true });
  const holt = openHolt(store);
  const others = [openAssembly(newStore()), openPreRender(newStore()), openSinglePageApp(newStore(), spa)] as const;
  const pages = new Map<string, CommittedPage>();
  return {
    architectures: [others[0], holt, others[1], others[2]],
    holt,
    pages,
    async commit(sources, message) {
      clock.advance(SECOND_MS);
      const date = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
      store.reset();
      const cpuMs = new Map<string, number>();
      const changes = sources.map(({ path, markdown }) => ({ op: 'put' as const, path, content: markdown }));
      const beforeWrite = process.cpuUsage();
      const { revision, published, publishError } = await wiki.write({ changes, author: AUTHOR, message });
      cpuMs.set(holt.name, cpuMsSince(beforeWrite));
      if (!published) throw new Error(`A commit was not published: ${publishError}`);
      const requests = [...store.requests];
      const lastChange = { oid: revision, authorName: AUTHOR.name, date, subject: message };
      const committed: CommittedPage[] = [];
      for (const { path, markdown } of sources) {
        const rendered = await renderPageSafely(markdown, { wiki: WIKI, path });
        committed.push({ path, markdown, rendered, lastChange });
      }
      for (const page of committed) pages.set(page.path, page);
      for (const other of others) {
        const before = process.cpuUsage();
        await other.publish(committed);
        cpuMs.set(other.name, cpuMsSince(before));
      }
      return { requests, cpuMs };
    },
  };
}
