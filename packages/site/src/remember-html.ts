import type { Element } from 'hast';
import { toHtml } from 'hast-util-to-html';

/** Wikis have a handful each; a process serves few at a time. */
const MAX_REMEMBERED = 256;

const remembered = new Map<string, string>();

/**
 * An element that many pages have alike, as the HTML that it is: made once, and taken from memory for the pages that follow.
 *
 * @param key tells all that the element depends on
 */
export function rememberHtml(key: string, make: () => Element): Element {
  let html = remembered.get(key);
  if (html === undefined) {
    html = toHtml(make(), { allowDangerousHtml: true });
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, html);
  }
  return { type: 'raw', value: html } as unknown as Element;
}
