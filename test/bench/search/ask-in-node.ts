import { openSearch } from '@holt/search';
import type { ObjectStore } from '@holt/storage';
import { SHOWN } from './questions.ts';

export interface Asked {
  /** Of each question. */
  ms: number[];
  /** The paths of the first {@link SHOWN} answers to each. */
  paths: string[][];
}

/** Asks in this process, over its store; `cold`: each as if it were the first. */
export async function askInNode(
  store: ObjectStore,
  wikiId: string,
  questions: readonly string[],
  { isCold = false } = {},
): Promise<Asked> {
  const load = async (name: string) => (await store.get(`fragments/${wikiId}/-/${name}`))?.body;
  let search = openSearch(load);
  const asked: Asked = { ms: [], paths: [] };
  for (const question of questions) {
    if (isCold) search = openSearch(load);
    const from = performance.now();
    const { hits } = await search.query(question, { limit: SHOWN });
    await Promise.all(hits.map((hit) => search.excerpts(hit)));
    asked.ms.push(performance.now() - from);
    asked.paths.push(hits.map(({ path }) => path));
  }
  return asked;
}
