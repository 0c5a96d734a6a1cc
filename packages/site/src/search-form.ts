import { dashUrl } from '@holt/edge';
import type { Element } from 'hast';
import { h } from 'hastscript';
import type { SiteWiki } from './types.ts';

/**
 * A field to search a wiki. By itself it leads to the index; the script makes it search. Of a page of no wiki it leads nowhere,
 * and is kept invisible until the script knows the wiki.
 */
export function searchForm(wiki: SiteWiki | undefined): Element {
  return h('form', { role: 'search', action: wiki && dashUrl(wiki.owner, wiki.name, '') }, [
    h('div', [
      h('input', {
        type: 'text',
        name: 'q',
        enterKeyHint: 'search',
        ariaLabel: 'Search this wiki',
        placeholder: 'Search',
        autoComplete: 'off',
        maxLength: 200,
      }),
    ]),
  ]);
}
