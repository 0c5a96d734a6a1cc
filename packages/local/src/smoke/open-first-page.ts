import { wikiUrl } from '@holt/edge';
import { asReader, BROWSER, type Scene, wikiOf } from './check.ts';
import type { SmokeAnswer } from './http.ts';

/**
 * Asks for the wiki's first page as a browser does.
 * @throws NotMade where no wiki is known, or it can't be read
 */
export async function openFirstPage(
  scene: Scene,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<{ path: string; answer: SmokeAnswer }> {
  const { owner, name } = wikiOf(scene);
  const path = wikiUrl(owner, name);
  const answer = await scene.send({ method, path, headers: { ...BROWSER, ...asReader(scene), ...headers } });
  return { path, answer };
}
