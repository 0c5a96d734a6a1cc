import { checkFilePath, checkPagePath, HOME_PAGE, toPagePath } from '@holt/edge';
import { slug } from 'github-slugger';
import { contentTypeOf } from './content-types.ts';

/** Where a link leads, found from its text and the path of its page alone. */
export type LinkTarget =
  | { kind: 'page'; path: string; fragment?: string }
  | { kind: 'file'; path: string; fragment?: string }
  /** One of the wiki's own pages below `/-/`, like its index (name '') or its recent changes. */
  | { kind: 'dash'; name: string }
  | { kind: 'external'; url: string }
  | { kind: 'fragment'; fragment: string }
  /** A scheme that is not allowed, or a path that can be no page's. */
  | { kind: 'invalid'; reason: string; path?: string };

const DASH_PATH = /^-\/[a-z0-9]+(?:[./-][a-z0-9]+)*$/;
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const SAFE_SCHEMES = new Set([
  'http',
  'https',
  'mailto',
  'tel',
  'irc',
  'ircs',
  'xmpp',
  'geo',
  'magnet',
  'matrix',
  'sip',
]);
// A browser drops these from anywhere in a URL: https://url.spec.whatwg.org/#concept-basic-url-parser
const IGNORED_IN_URLS = /[\t\n\r]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a browser trims just these
const TRIMMED_FROM_URLS = /^[\u0000-\u0020]+|[\u0000-\u0020]+$/g;

/**
 * Resolves the destination of a Markdown link or image: relative to the page's folder, or from the wiki's root when it
 * begins with `/`. `*.md` and paths without a known attachment's extension are pages, the others attachments.
 */
export function resolveLink(destination: string, pagePath: string): LinkTarget {
  const url = destination.replace(TRIMMED_FROM_URLS, '').replace(IGNORED_IN_URLS, '');
  const scheme = SCHEME.exec(url)?.[1];
  if (scheme !== undefined) {
    if (SAFE_SCHEMES.has(scheme.toLowerCase()))
      return { kind: 'external', url: scheme.toLowerCase() + url.slice(scheme.length) };
    return { kind: 'invalid', reason: `The scheme "${scheme}:" is not allowed in links.` };
  }
  if (url.startsWith('//')) return { kind: 'external', url: `https:${url}` };
  const hash = url.indexOf('#');
  const fragment = hash < 0 ? '' : decode(url.slice(hash + 1));
  const beforeHash = hash < 0 ? url : url.slice(0, hash);
  const path = decode(beforeHash.split('?', 1)[0] ?? '');
  if (path === '') return { kind: 'fragment', fragment: toAnchor(fragment) };
  return resolvePath(path, fragment, path.startsWith('/') ? '' : folderOf(pagePath));
}

/**
 * Resolves what is between `[[` and `]]`: a path from the wiki's root, or from the page's folder when it begins with
 * `./` or `../`; after `#` the text of a heading.
 */
export function resolveWikiLink(target: string, pagePath: string): LinkTarget {
  if (SCHEME.test(target)) return resolveLink(target, pagePath);
  const hash = target.indexOf('#');
  const path = (hash < 0 ? target : target.slice(0, hash)).trim();
  const heading = hash < 0 ? '' : target.slice(hash + 1).trim();
  // `#^id` is another tool's reference to a block, which has no anchor here; of `A#B#C` the last heading counts.
  const fragment = heading.startsWith('^') ? '' : slug(heading.slice(heading.lastIndexOf('#') + 1));
  if (path === '') return { kind: 'fragment', fragment };
  return resolvePath(path, fragment, /^\.\.?\//.test(path) ? folderOf(pagePath) : '', heading);
}

/** @param fileFragment what the fragment is when the path is a file's, which has no headings */
function resolvePath(relative: string, fragment: string, folder: string, fileFragment = fragment): LinkTarget {
  const path = toPagePath(joinPath(folder, relative));
  if (path === '-' || DASH_PATH.test(path)) return { kind: 'dash', name: path.slice(2) };
  if (contentTypeOf(path) !== undefined && !/\.md$/i.test(path)) {
    const reason = checkFilePath(path);
    return reason
      ? { kind: 'invalid', reason, path }
      : { kind: 'file', path, ...(fileFragment ? { fragment: fileFragment } : {}) };
  }
  const page = path === '' ? HOME_PAGE : path.replace(/\.md$/i, '');
  const reason = checkPagePath(page);
  const anchor = toAnchor(fragment);
  return reason
    ? { kind: 'invalid', reason, path: page }
    : { kind: 'page', path: page, ...(anchor ? { fragment: anchor } : {}) };
}

/** Anchors are lower case and without spaces, so a heading's text finds its heading too. */
function toAnchor(fragment: string): string {
  return /\s/.test(fragment) ? slug(fragment) : fragment.toLowerCase();
}

/** Without `.`, `..` and empty segments; `..` does not lead out of the wiki. */
export function joinPath(folder: string, relative: string): string {
  const segments = folder === '' ? [] : folder.split('/');
  for (const segment of relative.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

export function folderOf(pagePath: string): string {
  return pagePath.slice(0, Math.max(0, pagePath.lastIndexOf('/')));
}

/** Percent escapes decoded; as it is when they are no UTF-8. */
export function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
