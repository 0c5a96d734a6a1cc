import { listSections, type Section } from './list-sections.ts';
import type { DialectOptions } from './parse-markdown.ts';
import { toTitleText } from './plain-text.ts';

const HASHES = /^(#{1,6})[ \t]+/;

/**
 * The sections of a page that a name may mean: by the heading's text or as it is written in the page, else by slug. `#`s in front may
 * tell the level. Those spelt exactly so come alone; where there are none, upper and lower case are alike.
 */
export function findSections(markdown: string, name: string, dialect: DialectOptions = {}): Section[] {
  const wanted = name.trim();
  if (wanted === '') return [];
  const sections = listSections(markdown, dialect);
  const level = HASHES.exec(wanted)?.[1]?.length;
  const bare = wanted.replace(HASHES, '');
  const fragment = wanted.replace(/^#/, '');
  const written = ({ start, bodyStart }: Section) => withoutMarks(markdown.slice(start, bodyStart));
  const ways: ((section: Section, same: (a: string, b: string) => boolean) => boolean)[] = [
    ({ heading }, same) => same(heading, toTitleText(wanted)),
    ({ heading }, same) => same(heading, toTitleText(bare)),
    (section, same) => same(written(section), withoutMarks(wanted)),
    ({ slug }, same) => same(slug, fragment),
  ];
  for (const same of [isSame, isAlike]) {
    for (const matches of ways) {
      const found = sections.filter((section) => matches(section, same));
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

function isSame(a: string, b: string): boolean {
  return a.normalize() === b.normalize();
}

function isAlike(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

function fold(text: string): string {
  return text.normalize().toLowerCase();
}
