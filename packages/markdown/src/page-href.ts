import { dashUrl, fileUrl, pageUrl } from '@holt/edge';
import type { LinkTarget } from './resolve-link.ts';

export interface WikiName {
  owner: string;
  name: string;
}

/** What a link's `href` is, or `undefined` when the link must not be one. */
export function targetHref(wiki: WikiName, target: LinkTarget): string | undefined {
  switch (target.kind) {
    case 'page':
      return pageUrl(wiki.owner, wiki.name, target.path) + fragmentOf(target.fragment);
    case 'file':
      // PDF viewers read `#page=2&zoom=50`.
      return (
        fileUrl(wiki.owner, wiki.name, target.path) +
        fragmentOf(target.fragment).replace(/%(?:3D|26)/g, decodeURIComponent)
      );
    case 'dash':
      return dashUrl(wiki.owner, wiki.name, target.name);
    case 'external':
      return target.url;
    case 'fragment':
      return fragmentOf(target.fragment) || '#';
    case 'invalid':
      return undefined;
  }
}

function fragmentOf(fragment: string | undefined): string {
  return fragment ? `#${encodeURIComponent(fragment.toWellFormed())}` : '';
}
