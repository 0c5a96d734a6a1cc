import { type DialectOptions, PropertiesError, readFrontMatter, setProperties } from '@holt/markdown';
import { WikiError } from './errors.ts';
import { insertText } from './insert-text.ts';
import type { InsertText, PartChange, ReplaceSection, SetProperties } from './page-change.ts';
import { replaceSection } from './replace-section.ts';
import { replaceText } from './replace-text.ts';

/**
 * What a page's text becomes by a step that changes a part of it.
 * @throws WikiError `text-not-found`, `text-ambiguous`, `section-not-found`, `section-ambiguous`, `invalid-properties`; `too-large`;
 * `invalid-request` when the page's beginning would become front matter
 */
export function changePart(text: string, step: PartChange, dialect: DialectOptions): string {
  switch (step.op) {
    case 'edit':
      return replaceText(text, step);
    case 'insert':
      return keepingFrontMatter(text, step, insertText(text, step, dialect));
    case 'replace-section':
      return keepingFrontMatter(text, step, replaceSection(text, step, dialect));
    case 'properties':
      return changeProperties(text, step);
  }
}

/** Whatever comes into a body, none of it may turn into front matter. */
function keepingFrontMatter(text: string, { path }: InsertText | ReplaceSection, changed: string): string {
  if (readFrontMatter(text).bodyOffset > 0 || readFrontMatter(changed).bodyOffset === 0) return changed;
  throw new WikiError(
    'invalid-request',
    `With this text, the beginning of "${path}" would be front matter, which readers don't see as text; nothing was changed. Write *** instead of --- for a line.`,
    { path },
  );
}

function changeProperties(text: string, { path, properties }: SetProperties): string {
  try {
    return setProperties(text, properties);
  } catch (cause) {
    if (!(cause instanceof PropertiesError)) throw cause;
    throw new WikiError(
      'invalid-properties',
      `The properties of "${path}" can't be set so; nothing was changed. ${cause.message}`,
      { path },
      { cause },
    );
  }
}
