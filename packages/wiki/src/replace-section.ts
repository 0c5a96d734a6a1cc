import { contentRange, type DialectOptions, listSections, spliceBlock } from '@holt/markdown';
import { findSection } from './find-section.ts';
import { bodyStartOf } from './insert-text.ts';
import type { ReplaceSection } from './page-change.ts';

/**
 * A page's text with what is under a heading replaced, subsections included. The heading stays, unless the content brings its own: one of
 * the section's level or a higher one at its very beginning. A deeper one begins a subsection.
 *
 * @throws WikiError as {@link findSection}
 */
export function replaceSection(text: string, step: ReplaceSection, dialect: DialectOptions): string {
  const section = findSection(step.path, text, step.section, dialect, { isWrite: true });
  const floor = bodyStartOf(text);
  const { start, end } = contentRange(text, { start: section.bodyStart, end: section.end });
  const content = step.content.replace(/^(?:[ \t]*(?:\r\n|\n|\r))+/, '');
  if (leadingLevel(content, dialect) <= section.level) {
    const range = { start: section.start, end: start === end ? section.bodyStart : end };
    return spliceBlock(text, range, content, floor);
  }
  if (content.trim() === '') {
    return start === end ? text : spliceBlock(text, { start: section.bodyStart, end }, '', floor);
  }
  // Where the text stands right below its heading, the new one does, too.
  return spliceBlock(text, { start, end }, content, start === section.bodyStart && start < end ? start : floor);
}

/** The level of the heading that a text begins with; more than any without one. */
function leadingLevel(content: string, dialect: DialectOptions): number {
  // An empty line in front keeps what looks so from being read as front matter.
  const [first] = listSections(`\n${content}`, dialect);
  return first?.start === 1 ? first.level : Number.POSITIVE_INFINITY;
}
