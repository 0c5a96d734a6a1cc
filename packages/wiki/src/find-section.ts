import { type DialectOptions, findSections, listSections, type Section } from '@holt/markdown';
import { WikiError } from './errors.ts';
import { shorten } from './shorten.ts';

const SHOWN = 20;
/** What of a page's sections an error carries. */
const LISTED = 200;

/**
 * The one section of a page that a name means.
 * @throws WikiError `section-not-found`: `data.sections` lists those there; `section-ambiguous`: it lists those meant
 */
export function findSection(path: string, text: string, name: string, dialect: DialectOptions): Section {
  const found = findSections(text, name, dialect);
  if (found.length === 1) return found[0] as Section;
  if (found.length > 1) {
    throw new WikiError(
      'section-ambiguous',
      `"${path}" has ${found.length} sections that "${shorten(name)}" may mean; nothing was changed. Name one by its slug: ${list(found, toSlug)}.`,
      { path, sections: describe(found) },
    );
  }
  const sections = listSections(text, dialect);
  const advice =
    sections.length === 0 ? 'It has no sections: change the page as a whole.' : `It has ${list(sections, toHeading)}.`;
  throw new WikiError(
    'section-not-found',
    `"${path}" has no section "${shorten(name)}"; nothing was changed. ${advice}`,
    { path, sections: describe(sections) },
  );
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
