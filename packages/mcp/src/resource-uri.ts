/** The template of every page's URI. */
export const PAGE_TEMPLATE = 'holt://{owner}/{wiki}/{+path}';

/** The template on a connection that is bound to one wiki. @param bound its id */
export function pageTemplate(bound: string | undefined): string {
  return bound === undefined ? PAGE_TEMPLATE : `holt://${bound}/{+path}`;
}

/** The URI of a page as a resource. @param wiki `owner/name` */
export function toResourceUri(wiki: string, path: string): string {
  return `holt://${wiki}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** What a URI names, as it stands or percent-encoded; undefined when it is of no page. A trailing `.md` is dropped, as in tools. */
export function readResourceUri(uri: string): { wiki: string; path: string } | undefined {
  const [, wiki, path] = /^holt:\/\/([^/?#]+\/[^/?#]+)\/([^?#]+)$/i.exec(uri) ?? [];
  if (wiki === undefined || path === undefined) return undefined;
  try {
    return { wiki: decodeURIComponent(wiki), path: decodeURIComponent(path).replace(/\.md$/i, '') };
  } catch {
    return undefined;
  }
}
