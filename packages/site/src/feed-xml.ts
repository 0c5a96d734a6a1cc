import { dashUrl } from '@holt/edge';
import { agentWords } from './author.ts';
import { CHANGE_WORDS } from './change-list.ts';
import { nameUuid } from './name-uuid.ts';
import { pageUrlsOf, revisionUrl } from './page-urls.ts';
import { pathWords } from './path-words.ts';
import type { ChangeFacts, ChangeSummary, FileChange, PageRevision, SiteWiki } from './types.ts';
import { type XmlElement, xmlDocument, xmlElement } from './xml-element.ts';

/** What a reader of feeds has missed at most: a feed is fetched whole, time and again. */
const MOST_ENTRIES = 50;

/** What the parts of a feed differ in. Addresses are site-relative: a feed is read at its own address. */
interface Feed<T> {
  /** What its identity is made of; no other feed or entry has the same. */
  name: string;
  title: string;
  href: string;
  self: string;
  changes: readonly T[];
  entry: (change: T) => { name: string; title: string; href: string; summary: string };
}

/**
 * The newest changes of a wiki as an Atom feed (RFC 4287).
 * @param options.changes newest first, at least one; the first 50 are listed
 * @throws {TypeError} without changes
 */
export function wikiFeedXml({ wiki, changes }: { wiki: SiteWiki; changes: readonly ChangeSummary[] }): string {
  const { owner, name } = wiki;
  return feedXml({
    name: `${owner}/${name}`,
    title: `Changes of ${owner}/${name}`,
    href: dashUrl(owner, name, 'changes'),
    self: dashUrl(owner, name, 'feed.xml'),
    changes,
    entry: (change) => ({
      name: change.oid,
      title: change.subject,
      href: dashUrl(owner, name, `commit/${change.oid}`),
      summary: summaryOf(change),
    }),
  });
}

/**
 * The newest changes of a page as an Atom feed.
 * @param options.changes newest first, at least one; the first 50 are listed
 * @throws {TypeError} without changes
 */
export function pageFeedXml(options: { wiki: SiteWiki; path: string; changes: readonly PageRevision[] }): string {
  const { wiki, path, changes } = options;
  const { owner, name } = wiki;
  const { page, feed, history } = pageUrlsOf(wiki, path);
  return feedXml({
    name: `${owner}/${name}/${path}`,
    title: `${pathWords(path)} · ${owner}/${name}`,
    href: page,
    self: feed ?? page,
    changes,
    entry: (change) => ({
      name: `${owner}/${name}/${path}/${change.oid}`,
      title: change.subject,
      href: (change.version && revisionUrl(wiki, change.oid, path)) ?? history,
      summary: change.to === undefined ? CHANGE_WORDS[change.kind] : `moved to ${pathWords(change.to)}`,
    }),
  });
}

function feedXml<T extends ChangeFacts>({ name, title, href, self, changes, entry }: Feed<T>): string {
  const [newest] = changes;
  if (newest === undefined) throw new TypeError('A feed needs at least one change: it says when the newest was.');
  return xmlDocument(
    xmlElement('feed', { xmlns: 'http://www.w3.org/2005/Atom' }, [
      ...common({ name, title, href, date: newest.date }),
      xmlElement('link', { rel: 'self', type: 'application/atom+xml', href: self }),
      ...changes.slice(0, MOST_ENTRIES).map((change) => {
        const { summary, ...rest } = entry(change);
        return xmlElement('entry', {}, [
          ...common({ ...rest, title: rest.title || change.oid.slice(0, 8), date: change.date }),
          xmlElement('author', {}, [xmlElement('name', {}, change.authorName || 'unknown')]),
          xmlElement('summary', {}, agentNote(change) + summary),
        ]);
      }),
    ]),
  );
}

function common({
  name,
  title,
  href,
  date,
}: {
  name: string;
  title: string;
  href: string;
  date: string;
}): XmlElement[] {
  return [
    xmlElement('id', {}, `urn:uuid:${nameUuid(name)}`),
    xmlElement('title', {}, title),
    xmlElement('updated', {}, date),
    xmlElement('link', { rel: 'alternate', type: 'text/html', href }),
  ];
}

function agentNote({ agent }: ChangeFacts): string {
  return agent === undefined ? '' : `${agentWords(agent)}. `;
}

function summaryOf({ changes, omitted }: ChangeSummary): string {
  const listed = changes.map(
    ({ kind, path, file }: FileChange) => `${CHANGE_WORDS[kind]}: ${file ? path : pathWords(path)}`,
  );
  return [...listed, ...(omitted > 0 ? [`and ${omitted} more`] : [])].join('; ');
}
