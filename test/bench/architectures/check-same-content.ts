import { pageUrl } from '@holt/edge';
import { type Architecture, type CommittedPage, WIKI } from './architecture.ts';
import { viewPage } from './spa/view.ts';

/**
 * Makes sure that what is compared is the same page: all architectures have its content byte for byte; of the one that sends a shell,
 * what its application makes of the Markdown.
 *
 * @throws Error that names the page
 */
export async function checkSameContent(
  architectures: readonly Architecture[],
  pages: readonly CommittedPage[],
): Promise<void> {
  for (const { path, ...page } of pages) {
    for (const { name, traits, respond } of architectures) {
      const answer = await respond(pageUrl(WIKI.owner, WIKI.name, path));
      const isShell = traits.withoutScript === 'nothing';
      const html = isShell ? viewPage(WIKI, path, page).html : new TextDecoder().decode(answer?.body);
      if (!html.includes(page.rendered.html)) throw new Error(`${name} shows another ${path}.`);
    }
  }
}
