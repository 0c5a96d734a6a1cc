import { HOME_PAGE, wikiUrl } from '@holt/edge';
import { WIKI } from './architecture.ts';

const BASE = wikiUrl(WIKI.owner, WIKI.name);

/** The path of the page at an address of the wiki. */
export const pathOfUrl = (url: string): string => decodeURIComponent(url.slice(BASE.length)) || HOME_PAGE;
