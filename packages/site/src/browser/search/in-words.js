import { base } from '../script/address.js';
import { append } from '../script/page-tree.js';

const quoted = (words) => words.map((word) => `“${word}”`).join(', ');

const pages = (count) => (count === 1 ? '1 page' : `${count} pages`);

/** How many pages were found: a sentence, or none. */
export const countOf = ({ hits, next }) =>
  hits.length ? [`${next ? `The first ${hits.length} pages` : pages(hits.length)} found.`] : [];

const nothingFound = (text) =>
  /["“”„«»]/.test(text)
    ? 'No page found. Without quotes, words are found in any order.'
    : 'No page found. Fewer words find more, and so does the beginning of a word.';

/** What an answer to a text says besides its pages, one sentence each. */
export const remarksOf = (text, answer) => {
  const { hits, flaw, corrected, leftOut, notSearched } = answer;
  if (flaw === 'too-long') return ['This is too long to search for. Take a few words of it.'];
  if (flaw === 'too-many-words') return ['These are too many words to search for. Take the rarest of them.'];
  if (flaw) return [];
  if (answer.generation === undefined) return ['This wiki can’t be searched yet: its index has still to be made.'];
  const remarks = [];
  for (const { word, to } of corrected) remarks.push(`No page has “${word}”. Searched for “${to}” instead.`);
  if (!hits.length) remarks.push(nothingFound(text));
  else if (answer.isPartial) remarks.push('No page has all of these words. These have some of them.');
  if (leftOut.length === 1) remarks.push(`${quoted(leftOut)} is on so many pages that it was left out.`);
  if (leftOut.length > 1) remarks.push(`${quoted(leftOut)} are on so many pages that they were left out.`);
  if (notSearched) remarks.push(`${pages(notSearched)} not searched by the whole text: too much to load.`);
  if (answer.isBehind) remarks.push('Pages that changed lately may not be found for a while.');
  return remarks;
};

const PROBLEMS = {
  refused:
    'Only those who may read all of this wiki can search it. The pages that are open to you are reached by links.',
  offline: 'You are offline. Search again once you are back.',
  slow: 'The index takes too long to come. Search again in a while.',
  failed: 'The index could not be loaded. Search again in a while.',
  missing: 'The index was just made anew. Search again.',
  damaged: 'The index is damaged. Whoever keeps this wiki can make it anew with “holt rebuild”.',
};

/** Why there is no answer, and what to do, as elements. */
export const showProblem = (parent, { code }) => {
  const p = append(parent, 'p', `${PROBLEMS[code] ?? PROBLEMS.failed} `);
  p.className = 'note';
  const [text, href] = code === 'refused' ? ['Sign in', '/auth/'] : ['All pages, A–Z', `${base}-/`];
  append(p, 'a', text).href = href;
  return p.textContent;
};
