import { openSearch } from '@holt/search';

export interface BrowserJob {
  /** The address of the wiki's objects, up to `-/`. */
  base: string;
  questions: string[];
  shown: number;
  /** How many of them have excerpts. */
  excerpts: number;
}

/** Milliseconds of each question, to its answers with excerpts. */
export interface BrowserTimes {
  /** With its objects fetched from the edge, as the page's script does. */
  fetched: number[];
  /** Asked once more at once: what the browser itself does. */
  again: number[];
}

async function askAll({ base, questions, shown, excerpts }: BrowserJob): Promise<BrowserTimes> {
  const search = openSearch(async (name) => {
    const address = base + name.split('/').map(encodeURIComponent).join('/');
    const response = await fetch(address);
    if (response.status === 404) return undefined;
    return new Uint8Array(await response.arrayBuffer());
  });
  const ask = async (question: string): Promise<number> => {
    const from = performance.now();
    const { hits } = await search.query(question, { limit: shown });
    await Promise.all(hits.slice(0, excerpts).map((hit) => search.excerpts(hit)));
    return performance.now() - from;
  };
  const times: BrowserTimes = { fetched: [], again: [] };
  for (const question of questions) {
    times.fetched.push(await ask(question));
    times.again.push(await ask(question));
  }
  return times;
}

Object.assign(globalThis, { askAll });
