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
import { delimit } from './delimit.ts';
import { type HiddenNote, showHidden } from './show-hidden.ts';
import { type Shower, showerFor, showLine } from './show-line.ts';
import type { ToolContext } from './tool.ts';

const MAX_LISTED = 200;
const MAX_COMMENTS = 50;

const section = z.object({ heading: z.string(), level: z.number(), slug: z.string(), line: z.number() });

/** What is answered of each page that is read. */
export const pageShape = {
  path: z.string(),
  title: z.string(),
  version: z.string(),
  content: z.string(),
  last_change: lastChange.optional(),
  hidden: z.array(z.object({ line: z.number(), text: z.string() })).describe('What readers do not see'),
};

/** What is answered besides where one page is read. */
export const pageDetailsShape = {
  properties: z.looseObject({}),
  sections: z.array(section),
  links: z
    .object({
      out: z.array(z.object({ target: z.string(), kind: z.string(), is_missing: z.boolean().optional() })),
      in: z.array(z.string()),
    })
    .optional(),
};

export type PageAnswer = z.infer<z.ZodObject<typeof pageShape>>;
export type PageDetails = z.infer<z.ZodObject<typeof pageDetailsShape>>;

/** How a page is to be read: as its wiki writes links, and for whom. */
export interface PageReading {
  wiki: WikiInfo;
  context: Pick<ToolContext, 'isVerbatim'>;
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
  const comments = listComments(page.content, wiki)
    .filter(({ line }) => line >= firstLine && line <= lastLine)
    .slice(0, MAX_COMMENTS)
    .map(({ line, text }) => ({ line, text: `HTML comment: ${showLine(text)}` }));
  const hidden = [...notes.map(({ line, text }): HiddenNote => ({ line: line + firstLine - 1, text })), ...comments];
  const show = showerFor(context);
  return {
    path: page.path,
    title: show(page.title),
    version: page.version,
    content: context.isVerbatim ? text : shown,
    ...(page.lastChange === undefined ? {} : { last_change: toLastChange(page.lastChange, show) }),
    hidden: hidden.sort((a, b) => a.line - b.line),
  };
}

/** @param links of the page as it is now; left out for an older revision */
export function toPageDetails(
  { content }: Page,
  { wiki, context }: PageReading,
  links: PageLinks | undefined,
): PageDetails {
  const properties = JSON.stringify(readProperties(content));
  const show = showerFor(context);
  const sections = listSections(content, wiki).slice(0, MAX_LISTED);
  return {
    properties: JSON.parse(context.isVerbatim ? properties : showHidden(properties).text) as Record<string, unknown>,
    sections: sections.map(({ heading, level, slug, line }) => ({ heading: show(heading), level, slug, line })),
    ...(links === undefined ? {} : { links: toLinksAnswer(links, show) }),
  };
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
export function describePage({ path, title, version, last_change, hidden }: PageAnswer): string[] {
  return [
    `path: ${path}`,
    `title: ${title}`,
    `version: ${version}`,
    ...(last_change === undefined
      ? []
      : [`last change: ${describeChange(last_change)} (revision ${last_change.revision})`]),
    ...(hidden.length === 0
      ? []
      : ['not shown to readers:', ...hidden.map(({ line, text }) => `  line ${line}: ${text}`)]),
  ];
}

export function describeDetails({ properties, sections, links }: PageDetails): string[] {
  const out = links?.out.map(({ target, is_missing }) => (is_missing ? `${target} (missing)` : target)) ?? [];
  const into = links?.in ?? [];
  return [
    ...(Object.keys(properties).length === 0 ? [] : [`properties: ${JSON.stringify(properties)}`]),
    ...(sections.length === 0
      ? []
      : [
          `sections: ${sections.map(({ heading, level, line }) => `${'#'.repeat(level)} ${heading} (line ${line})`).join(', ')}`,
        ]),
    ...(out.length === 0 ? [] : [`links to: ${out.join(', ')}`]),
    ...(into.length === 0 ? [] : [`linked from: ${into.join(', ')}`]),
  ];
}

/** A page's text, set off from what is said of it. */
export function delimitPage({ version, content }: PageAnswer, what = 'page'): string {
  return delimit(what, version, content);
}
