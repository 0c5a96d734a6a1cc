import { listSections, type Section } from './list-sections.ts';
import type { DialectOptions } from './parse-markdown.ts';
import { toTitleText } from './plain-text.ts';

const HASHES = /^(#{1,6})[ \t]+/;

/** Longer names are none: a page's list of sections tells at most 200 characters of a heading. */
const MAX_NAME_LENGTH = 1000;

/**
 * The sections of a page that a name may mean: by the heading's text or as it is written in the page, else by slug. `#`s in front may
 * tell the level. Those spelt exactly so come alone; where there are none, upper and lower case are alike. A name of more than 1,000
 * characters means none.
 */
export function findSections(markdown: string, name: string, dialect: DialectOptions = {}): Section[] {
  const wanted = name.length > MAX_NAME_LENGTH ? '' : name.trim();
  if (wanted === '') return [];
  const sections = listSections(markdown, dialect);
  const level = HASHES.exec(wanted)?.[1]?.length;
  const heading = sections.map((section) => toForms(section.heading));
  const written = sections.map(({ start, bodyStart }) => toForms(withoutMarks(markdown.slice(start, bodyStart))));
  const slug = sections.map((section) => toForms(section.slug));
  const ways = [
    { forms: heading, form: toForms(toTitleText(wanted)) },
    { forms: heading, form: toForms(toTitleText(wanted.replace(HASHES, ''))) },
    { forms: written, form: toForms(withoutMarks(wanted)) },
    { forms: slug, form: toForms(wanted.replace(/^#/, '')) },
  ];
  for (const way of ['exact', 'folded'] as const) {
    for (const { forms, form } of ways) {
      const found = sections.filter((_, index) => form !== undefined && forms[index]?.[way] === form[way]);
      if (found.length === 0) continue;
      const ofLevel = found.filter((section) => section.level === level);
      return ofLevel.length > 0 ? ofLevel : found;
    }
  }
  return [];
}

/** A heading's source without what makes it a heading. */
function withoutMarks(source: string): string {
  const [first = ''] = source.trim().split(/[\r\n]/, 1);
  return first
    .replace(HASHES, '')
    .replace(/[ \t]#+$/, '')
    .trim();
}

/** A text as it is compared. */
interface Forms {
  exact: string;
  /** Upper and lower case alike. */
  folded: string;
}

/** None for a text that is longer than any name: a long run of combining marks takes normalizing the square of its length. */
function toForms(text: string): Forms | undefined {
  if (text.length > MAX_NAME_LENGTH) return undefined;
  const exact = text.normalize();
  return { exact, folded: exact.toLowerCase() };
}
