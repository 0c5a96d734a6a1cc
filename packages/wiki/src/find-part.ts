/** So much of a text is looked for at native speed where nothing of it is matched yet. A constant, so that the whole stays linear. */
const HEAD_UNITS = 8;

/**
 * Where a text occurs in another, overlapping occurrences as well, by exact UTF-16 units. In linear time whatever the texts are
 * (`indexOf` takes their product for texts that repeat themselves).
 *
 * @param part not empty
 * @param accepts asked about each occurrence in order; true: this is the one
 * @returns the first occurrence that is accepted; -1: none
 * @see https://doi.org/10.1137/0206024 (Knuth, Morris, Pratt)
 */
export function findPart(text: string, part: string, accepts: (at: number) => boolean, from = 0): number {
  if (part.length > text.length - from) return -1;
  const head = part.slice(0, HEAD_UNITS);
  let at = text.indexOf(head, from);
  if (at < 0) return -1;
  const borders = bordersOf(part);
  let matched = head.length;
  let index = at + matched;
  while (true) {
    if (matched === part.length) {
      if (accepts(index - matched)) return index - matched;
      matched = borders[matched] as number;
    }
    if (matched === 0) {
      at = text.indexOf(head, index);
      if (at < 0) return -1;
      matched = head.length;
      index = at + matched;
      continue;
    }
    if (index === text.length) return -1;
    if (text.charCodeAt(index) === part.charCodeAt(matched)) {
      matched++;
      index++;
    } else matched = borders[matched] as number;
  }
}

/** For each beginning of a text, by its length: how long the longest shorter beginning is that it ends with. */
function bordersOf(part: string): Uint32Array {
  const borders = new Uint32Array(part.length + 1);
  let border = 0;
  for (let index = 1; index < part.length; index++) {
    const unit = part.charCodeAt(index);
    while (border > 0 && unit !== part.charCodeAt(border)) border = borders[border] as number;
    if (unit === part.charCodeAt(border)) border++;
    borders[index + 1] = border;
  }
  return borders;
}
