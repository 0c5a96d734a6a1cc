import { contentRange, type DialectOptions, readFrontMatter, spliceBlock } from '@holt/markdown';
import { findSection } from './find-section.ts';
import type { InsertText } from './page-change.ts';

/**
 * A page's text with another text at the start or end of its body or of a section, or beside a section. All that was there stays.
 * @param step as checkChanges lets it pass
 * @throws WikiError as {@link findSection}
 */
export function insertText(text: string, step: InsertText, dialect: DialectOptions): string {
  const { path, where, section: name, content } = step;
  const floor = bodyStartOf(text);
  const section = name === undefined ? undefined : findSection(path, text, name, dialect, { isWrite: true });
  if (section !== undefined && where === 'before') {
    return insertAt(contentRange(text, { start: floor, end: section.start }).end, floor);
  }
  if (section !== undefined && where === 'after') return insertAt(contentRange(text, section).end, floor);

  const bodyStart = section?.bodyStart ?? floor;
  const { start, end } = contentRange(text, { start: bodyStart, end: section?.end ?? text.length });
  if (where === 'end' || start === end) return insertAt(end, floor);
  // Where the text stands right below its heading, it goes on doing so.
  return insertAt(start, start === bodyStart ? bodyStart : floor);

  function insertAt(offset: number, least: number): string {
    return spliceBlock(text, { start: offset, end: offset }, content, least);
  }
}

/** Where a page's body begins (UTF-16 units): behind the front matter, or a byte order mark. */
export function bodyStartOf(text: string): number {
  const { bodyOffset } = readFrontMatter(text);
  return bodyOffset === 0 && text.startsWith('\ufeff') ? 1 : bodyOffset;
}
