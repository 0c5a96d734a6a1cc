import {
  listComments,
  listSections,
  type Page,
  type PageLinks,
  readProperties,
  type Section,
  type WikiInfo,
} from '@holt/wiki';
import { z } from 'zod';
import { describeChange, lastChange, toLastChange } from './commit-answer.ts';
import { countOf } from './count-of.ts';
import { delimit } from './delimit.ts';
import { type HiddenNote, showHidden } from './show-hidden.ts';
import { type Shower, showerFor, showLine } from './show-line.ts';
import type { ToolContext } from './tool.ts';

const MAX_LISTED = 200;
const MAX_COMMENTS = 50;
/** From here on an agent is told that it need not read all of the page. */
const LONG_PAGE_BYTES = 100_000;

const section = z.object({ heading: z.string(), level: z.number(), slug: z.string(), line: z.number() });

/** What is answered of each page that is read. */
export const pageShape = {
  path: z.string(),
  title: z.string(),
  version: z.string(),
  content: z.string(),
  url: z.string(),
  last_change: lastChange.optional(),
  properties: z.looseObject({}),
  hidden: z.array(z.object({ line: z.number(), text: z.string() })).describe('What readers do not see'),
  omitted: z
    .object({
      hidden: z.number(),
      sections: z.number(),
      links_out: z.number(),
      links_in: z.number(),
    })
    .partial()
    .optional()
    .describe('How many entries each list is short of'),
};

/** What is answered besides where one page is read. */
export const pageDetailsShape = {
  sections: z.array(section),
  links: z
    .object({
      out: z.array(z.object({ target: z.string(), kind: z.string(), is_missing: z.boolean().optional() })),
      in: z.array(z.string()),
    })
    .optional(),
};

export type PageAnswer = z.infer<z.ZodObject<typeof pageShape>>;
export type PageDetails = z.infer<z.ZodObject<typeof pageDetailsShape>> & Pick<PageAnswer, 'omitted'>;

/** How a page is to be read: as its wiki writes links, and for whom. */
export interface PageReading {
  wiki: WikiInfo;
  context: Pick<ToolContext, 'isVerbatim' | 'siteOrigin'>;
}

/**
 * A page, or a section of it, as agents see it: its text exact but for hidden characters, which are shown; to programs it is exact.
 *
 * @param part the section; left out for all of the page
 */
export function toPageAnswer(page: Page, { wiki, context }: PageReading, part?: Section): PageAnswer {
  const { start, end, line: firstLine } = part ?? { start: 0, end: page.content.length, line: 1 };
  const text = page.content.slice(start, end);
  const { text: shown, notes } = showHidden(text);
  const lastLine = firstLine + (text.match(/\n/g)?.length ?? 0);
  const comments = listComments(page.content, wiki).filter(({ line }) => line >= firstLine && line <= lastLine);
  const hidden = [
    ...notes.map(({ line, text }): HiddenNote => ({ line: line + firstLine - 1, text })),
    ...comments.slice(0, MAX_COMMENTS).map(({ line, text }) => ({ line, text: `HTML comment: ${showLine(text)}` })),
  ];
  const show = showerFor(context);
  const properties = JSON.stringify(readProperties(page.content));
  return {
    path: page.path,
    title: show(page.title),
    version: page.version,
    content: context.isVerbatim ? text : shown,
    url: context.siteOrigin + page.url,
    ...(page.lastChange === undefined ? {} : { last_change: toLastChange(page.lastChange, show) }),
    properties: JSON.parse(context.isVerbatim ? properties : showHidden(properties).text) as Record<string, unknown>,
    hidden: hidden.sort((a, b) => a.line - b.line),
    ...omittedOf({ hidden: comments.length - MAX_COMMENTS }),
  };
}

/** @param links of the page as it is now; left out for an older revision */
export function toPageDetails(
  { content }: Page,
  { wiki, context }: PageReading,
  links: PageLinks | undefined,
): PageDetails {
  const show = showerFor(context);
  const sections = listSections(content, wiki);
  return {
    sections: sections
      .slice(0, MAX_LISTED)
      .map(({ heading, level, slug, line }) => ({ heading: show(heading), level, slug, line })),
    ...(links === undefined ? {} : { links: toLinksAnswer(links, show) }),
    ...omittedOf({
      sections: sections.length - MAX_LISTED,
      links_out: (links?.out.length ?? 0) - MAX_LISTED,
      links_in: (links?.in.length ?? 0) - MAX_LISTED,
    }),
  };
}

/** How many entries were cut off which lists; of links those that the wiki tells, which are at most 1,000. @param over what each has beyond its limit; 0 or less: nothing */
function omittedOf(over: Readonly<Record<string, number>>): Pick<PageAnswer, 'omitted'> {
  const cut = Object.entries(over).filter(([, count]) => count > 0);
  return cut.length === 0 ? {} : { omitted: Object.fromEntries(cut) };
}

function toLinksAnswer({ out, in: from }: PageLinks, show: Shower): PageDetails['links'] {
  return {
    out: out.slice(0, MAX_LISTED).map(({ target, kind, isMissing }) => ({
      target: show(target),
      kind,
      ...(isMissing ? { is_missing: true } : {}),
    })),
    in: from.slice(0, MAX_LISTED),
  };
}

/** What is said of a page before its text. */
export function describePage(page: PageAnswer): string[] {
  const { path, title, version, url, last_change, properties, hidden, omitted } = page;
  const notes = hidden.map(({ line, text }) => `  line ${line}: ${text}`);
  if (omitted?.hidden !== undefined) notes.push(`  … and ${countOf(omitted.hidden, 'more HTML comment')}`);
  return [
    `path: ${path}`,
    `title: ${title}`,
    `version: ${version}`,
    `url: ${url}`,
    ...(last_change === undefined
      ? []
      : [`last change: ${describeChange(last_change)} (revision ${last_change.revision})`]),
    ...(Object.keys(properties).length === 0 ? [] : [`properties: ${JSON.stringify(properties)}`]),
    ...(notes.length === 0 ? [] : ['not shown to readers:', ...notes]),
  ];
}

export function describeDetails({ sections, links, omitted = {} }: PageDetails): string[] {
  const headings = sections.map(({ heading, level, line }) => `${'#'.repeat(level)} ${heading} (line ${line})`);
  const out = links?.out.map(({ target, is_missing }) => (is_missing ? `${target} (missing)` : target)) ?? [];
  return [
    ...describeList('sections', headings, omitted.sections),
    ...describeList('links to', out, omitted.links_out),
    ...describeList('linked from', links?.in ?? [], omitted.links_in),
  ];
}

/** A list on one line, none for an empty one. @param omitted how many more there are */
function describeList(head: string, items: readonly string[], omitted: number | undefined): string[] {
  const more = omitted === undefined ? '' : `, … and ${omitted} more`;
  return items.length === 0 ? [] : [`${head}: ${items.join(', ')}${more}`];
}

/** Where a page is long and has sections: that one of them can be read alone. */
export function describeLength({ content }: PageAnswer, { sections }: PageDetails): string[] {
  const bytes = Buffer.byteLength(content);
  if (bytes <= LONG_PAGE_BYTES || sections.length === 0) return [];
  return [`This page has ${Math.round(bytes / 1000)} KB. Read one section at a time, by the argument section.`];
}

/** A page's text, set off from what is said of it. */
export function delimitPage({ version, content }: PageAnswer, what = 'page'): string {
  return delimit(what, version, content);
}
