import { openSearch } from '@holt/search';

export interface BrowserJob {
  /** The address of the wiki's objects, up to `-/`. */
  base: string;
  questions: string[];
  shown: number;
  /** How many of them have excerpts. */
  excerpts: number;
}

/** What a browser measures: each question to its answers with excerpts, objects fetched from the edge as the page's script does. */
async function askAll({ base, questions, shown, excerpts }: BrowserJob): Promise<number[]> {
  const search = openSearch(async (name) => {
    const address = base + name.split('/').map(encodeURIComponent).join('/');
    const response = await fetch(address);
    if (response.status === 404) return undefined;
    return new Uint8Array(await response.arrayBuffer());
  });
  const ms: number[] = [];
  for (const question of questions) {
    const from = performance.now();
    const { hits } = await search.query(question, { limit: shown });
    await Promise.all(hits.slice(0, excerpts).map((hit) => search.excerpts(hit)));
    ms.push(performance.now() - from);
  }
  return ms;
}

Object.assign(globalThis, { askAll });
