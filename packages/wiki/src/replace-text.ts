import { refuseTooLarge } from './check-changes.ts';
import { WikiError } from './errors.ts';
import { findPart } from './find-part.ts';
import type { EditPage } from './page-change.ts';

/** So many occurrences are counted at least: enough to say how far off a count is. */
const COUNTED = 1000;

/**
 * A page's text with a text in it replaced, each time that it occurs.
 * @throws WikiError `text-not-found` when it occurs less often than the step says, `text-ambiguous` when more often; `data.count` says how often;
 * `too-large`
 */
export function replaceText(text: string, { path, oldText, newText, count = 1 }: EditPage): string {
  if (oldText === '') {
    throw new WikiError('text-not-found', `The text to replace in "${path}" is empty. Give some text of the page.`, {
      path,
    });
  }
  const places = findAll(text, oldText, Math.max(count + 1, COUNTED));
  const found = places.length;
  if (found === 0) throw notFound(path, text, oldText);
  if (found < count) {
    throw new WikiError(
      'text-not-found',
      `"${path}" contains the text to replace ${times(found)}, not ${times(count)}; nothing was changed. Read the page again and give the count that is there.`,
      { path, count: found },
    );
  }
  const isOverlapping = places.some((place, index) => place < (places[index - 1] ?? -oldText.length) + oldText.length);
  if (found > count || isOverlapping) {
    throw new WikiError(
      'text-ambiguous',
      count === 1
        ? `"${path}" contains the text to replace more than once (${times(found)}); nothing was changed. Give more of the text around it, so that it is found once, or the count of all.`
        : `"${path}" contains the text to replace ${times(found)}${isOverlapping ? ', overlapping' : ''}, not ${times(count)}; nothing was changed. Give the count that is there, or more of the text around it.`,
      { path, count: found },
    );
  }
  // Each character is a byte at least; texts far beyond a page's could not even be put together.
  refuseTooLarge(path, text.length + found * (newText.length - oldText.length));
  let result = '';
  let done = 0;
  for (const place of places) {
    result += text.slice(done, place) + newText;
    done = place + oldText.length;
  }
  return result + text.slice(done);
}

/** Where a text occurs, overlapping occurrences as well. */
function findAll(text: string, part: string, most: number): number[] {
  const places: number[] = [];
  findPart(text, part, (at) => places.push(at) === most);
  return places;
}

function notFound(path: string, text: string, oldText: string): WikiError {
  const isLineEnds = findPart(withLf(text), withLf(oldText), () => true) >= 0;
  const advice = isLineEnds
    ? 'It differs in its line ends: this page has CR LF in places. Copy them as they are, or replace a text within one line.'
    : 'Read the page again and copy the text exactly, with its spaces and line ends.';
  return new WikiError(
    'text-not-found',
    `"${path}" does not contain the text to replace; nothing was changed. ${advice}`,
    { path, count: 0 },
  );
}

function withLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function times(count: number): string {
  if (count === 1) return 'once';
  return count >= COUNTED ? `${count} times or more` : `${count} times`;
}
