import { defaultSchema, type Schema } from 'hast-util-sanitize';
import { CALLOUT_LOOKS } from './callout-kinds.ts';
import { CODE_KINDS } from './highlight-code.ts';
import { ALLOWED_ELEMENTS } from './html-elements.ts';
import { MATH_ATTRIBUTES } from './math-elements.ts';

/**
 * An id of page content: no upper-case letter outside a percent escape (the page shell's ids begin with one), nothing
 * that could end an attribute.
 */
const CONTENT_ID = /^(?:[^\sA-Z%"'<>&`=]|%[0-9A-F]{2}){1,400}$/;
const SIZE = /^\d{1,4}%?$/;
const SPAN = /^\d{1,3}$/;
const CALLOUT = new RegExp(`^callout-(?:${CALLOUT_LOOKS.join('|')})$`);
const CODE_KIND = new RegExp(`^c-(?:${CODE_KINDS.join('|')})$`);
const MATH_ELEMENTS = Object.keys(MATH_ATTRIBUTES);
const ALIGN: [string, ...string[]] = ['align', 'left', 'right', 'center', 'justify'];

/** What may be in a page: the sanitizer's last word, stricter than its default. Nothing here can run, load or be sent. */
export const schema: Schema = {
  ...defaultSchema,
  tagNames: [...ALLOWED_ELEMENTS, ...MATH_ELEMENTS, 'input', 'section'],
  // Parts of formulas stay in formulas.
  ancestors: {
    ...defaultSchema.ancestors,
    ...Object.fromEntries(MATH_ELEMENTS.filter((name) => name !== 'math').map((name) => [name, ['math']])),
  },
  strip: ['script', 'style', 'template', 'title', 'textarea'],
  // Ids are checked by pattern instead of prefixed, so that `#heading` works; `name` is not allowed at all.
  clobber: [],
  protocols: {
    href: ['http', 'https', 'mailto', 'tel', 'irc', 'ircs', 'xmpp', 'geo', 'magnet', 'matrix', 'sip'],
    src: ['data'],
    cite: ['http', 'https'],
  },
  required: { input: { disabled: true, type: 'checkbox' } },
  attributes: {
    ...MATH_ATTRIBUTES,
    a: [
      'href',
      ['rel', 'nofollow', 'noopener'],
      ['className', 'anchor', 'image-link', 'embed', 'data-footnote-backref'],
      ['ariaHidden', 'true'],
      ['tabIndex', -1],
      ['ariaDescribedBy', 'footnote-label'],
      'ariaLabel',
      'dataFootnoteRef',
      'dataFootnoteBackref',
    ],
    blockquote: ['cite'],
    code: [['className', 'math-error', /^language-[^\s]{1,60}$/]],
    col: [['span', SPAN]],
    colgroup: [['span', SPAN]],
    del: ['cite', 'dateTime'],
    details: ['open', ['className', 'callout', 'spoiler', CALLOUT]],
    div: [['className', 'table-box', 'callout', 'block', CALLOUT], ['tabIndex', 0], ALIGN],
    figure: [['className', 'diagram']],
    h1: [ALIGN],
    h2: [['className', 'sr-only'], ALIGN],
    h3: [ALIGN],
    img: [['src', /^(?:\/(?!\/)|data:image\/)/], 'alt', ['width', SIZE], ['height', SIZE], ['loading', 'lazy'], ALIGN],
    input: [['type', 'checkbox'], ['disabled', true], ['checked', true], 'ariaLabel'],
    ins: ['cite', 'dateTime'],
    li: [
      ['className', 'task-list-item'],
      ['value', /^\d{1,6}$/],
    ],
    ol: [['className', 'contains-task-list'], 'start', 'reversed', ['type', /^[aAiI1]$/]],
    p: [['className', 'callout-title'], ALIGN],
    pre: [['tabIndex', 0]],
    q: ['cite'],
    section: ['dataFootnotes', ['className', 'footnotes']],
    span: [
      ['className', 'line', 'marked', CODE_KIND],
      ['dataLine', /^\d{1,7}$/],
    ],
    td: [['colSpan', SPAN], ['rowSpan', SPAN], ALIGN],
    th: [['colSpan', SPAN], ['rowSpan', SPAN], ['scope', 'row', 'col', 'rowgroup', 'colgroup'], ALIGN],
    time: ['dateTime'],
    ul: [['className', 'contains-task-list']],
    '*': [['id', CONTENT_ID], 'title', 'lang', ['dir', 'ltr', 'rtl', 'auto']],
  },
};
