import type { ElementContent } from 'hast';
import { h } from 'hastscript';

/** Leads on from a list of changes that is newest first. An address that is undefined has no link; without any there is nothing. */
export function olderLinks({ newest, older }: { newest?: string; older?: string | undefined }): ElementContent[] {
  const links = [
    ...(newest === undefined ? [] : [h('li', h('a', { href: newest }, 'Newest changes'))]),
    ...(older === undefined ? [] : [h('li', h('a', { href: older, rel: 'next' }, 'Older changes'))]),
  ];
  return links.length === 0 ? [] : [h('nav.more', { ariaLabel: 'More changes' }, [h('ul', links)])];
}
