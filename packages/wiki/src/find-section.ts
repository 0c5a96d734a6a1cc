import { type DialectOptions, findSections, isPlainText, listSections, type Section } from '@holt/markdown';
import { WikiError } from './errors.ts';
import { shorten } from './shorten.ts';

const SHOWN = 20;
/** What of a page's sections an error carries. */
const LISTED = 200;

export interface FindSectionOptions {
  /** A write asks, which is refused then: the error says that nothing was changed. */
  isWrite?: boolean;
}

/**
 * The one section of a page that a name means.
 * @throws WikiError `section-not-found`: `data.sections` lists those there; `section-ambiguous`: it lists those meant
 */
export function findSection(
  path: string,
  text: string,
  name: string,
  dialect: DialectOptions,
  { isWrite = false }: FindSectionOptions = {},
): Section {
  const found = findSections(text, name, dialect);
  if (found.length === 1) return found[0] as Section;
  const unchanged = isWrite ? ' Nothing was changed.' : '';
  if (found.length > 1) {
    throw new WikiError(
      'section-ambiguous',
      `"${path}" has ${found.length} sections that "${shorten(name)}" may mean.${unchanged} Name one by its slug: ${list(found, toSlug)}.`,
      { path, sections: describe(found) },
    );
  }
  const sections = listSections(text, dialect);
  const advice = sections.length > 0 ? `It has ${list(sections, toHeading)}.` : adviseWithout(text, dialect, isWrite);
  throw new WikiError('section-not-found', `"${path}" has no section "${shorten(name)}".${unchanged} ${advice}`, {
    path,
    sections: describe(sections),
  });
}

/** What to do about a page that has no sections, or none that can be told. */
function adviseWithout(text: string, dialect: DialectOptions, isWrite: boolean): string {
  if (!isPlainText(text, dialect)) {
    return `It has no sections at all: ${isWrite ? 'change' : 'read'} the page as a whole.`;
  }
  return `It is too large or too complex to be taken apart by its headings, so it is shown as plain text. ${
    isWrite ? 'Replace a text in it (edit_page)' : 'Read it as a whole'
  }, or split it into several pages.`;
}

function describe(sections: readonly Section[]) {
  return sections.slice(0, LISTED).map(({ heading, level, slug, line }) => ({ heading, level, slug, line }));
}

function list(sections: readonly Section[], show: (section: Section) => string): string {
  const more = sections.length > SHOWN ? ` and ${sections.length - SHOWN} more` : '';
  return sections.slice(0, SHOWN).map(show).join(', ') + more;
}

function toSlug({ slug, line }: Section): string {
  return `"${slug}" (line ${line})`;
}

function toHeading({ level, heading }: Section): string {
  return `"${'#'.repeat(level)} ${heading}"`;
}
