import { pageHtml } from '@holt/site';
import { type CommittedPage, WIKI } from './architecture.ts';

/** Those that run; that of the speculation rules is data. */
const SCRIPTS = /<script(?! type="speculationrules")[^>]*>[\s\S]*?<\/script>/g;
const TREE = '<div class="tree">';
const TREE_END = '</div></nav></div></body></html>';
const SHELL_END = '</nav></div></body></html>';

/** Holt's own page without its scripts, where a sidebar has its place. */
export function pageWithoutScripts({ path, rendered, lastChange }: CommittedPage): string {
  const html = pageHtml({ wiki: WIKI, path, rendered, lastChange }).replace(SCRIPTS, '');
  if (!html.endsWith(SHELL_END)) throw new Error("The shell's end is not what this bench knows: see shell.ts.");
  return html;
}

/** Puts a sidebar into a page, in the place of one that it has. */
export function insertSidebar(page: string, sidebar: string): string {
  const end = page.endsWith(TREE_END) ? page.lastIndexOf(TREE) : page.length - SHELL_END.length;
  return `${page.slice(0, end)}${TREE}${sidebar}${TREE_END}`;
}
