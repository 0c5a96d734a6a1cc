import { foldText } from '@holt/search';
import { urlOf } from '../script/address.js';
import { append } from '../script/page-tree.js';

const inWords = (path) => path.replaceAll('_', ' ').replaceAll('/', ' / ');

/** Where a page lies: its folder, or its whole path when its title does not say the rest. */
export const placeOf = ({ path, title }) => {
  const name = path.split('/').at(-1);
  return inWords(name.replaceAll('_', ' ') === title ? path.slice(0, -name.length - 1) : path);
};

/** The part of a page where an excerpt stands. */
export const partUrl = ({ path }, heading) => urlOf(path) + (heading ? `#${encodeURIComponent(heading.slug)}` : '');

/** Whether a page's title says all that was searched for: then the page is meant, not a part of it. */
export const isNamed = ({ title, terms }) => {
  const folded = foldText(title);
  return terms.every((term) => folded.includes(term));
};

/** So much of an excerpt is before its first mark where there are two lines for it, on a phone, too. */
const LEAD_UNITS = 30;

/** An excerpt or a heading that begins nearer to its first mark, with a word where it has spaces. */
export const withShortLead = (excerpt) => {
  const { text, marks } = excerpt;
  const first = marks[0]?.[0] ?? 0;
  if (first <= LEAD_UNITS) return excerpt;
  let start = text.indexOf(' ', first - LEAD_UNITS) + 1;
  if (!start || start > first) {
    start = first - LEAD_UNITS;
    if (/[\udc00-\udfff]/.test(text[start])) start++;
  }
  const shift = 1 - start;
  return { ...excerpt, text: `…${text.slice(start)}`, marks: marks.map(([from, to]) => [from + shift, to + shift]) };
};

/** Text with parts of it marked; never anything but text. */
export const appendMarked = (parent, { text, marks }) => {
  let at = 0;
  for (const [start, end] of marks) {
    parent.append(text.slice(at, start));
    append(parent, 'mark', text.slice(start, end));
    at = end;
  }
  parent.append(text.slice(at));
};
