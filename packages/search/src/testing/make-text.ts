const LETTERS = 'abcdefghiklmnoprstuvwz';

/** Made-up words, the first ones of which are frequent; the same for the same seed. */
export function makeText(seed: number, words: number, vocabulary: number): string {
  let state = (seed + 1) >>> 0;
  const next = (): number => {
    // https://en.wikipedia.org/wiki/Xorshift
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: words }, () => makeWord(Math.floor(next() ** 3 * vocabulary))).join(' ');
}

/** The word of a number: different ones for different numbers. */
export function makeWord(number: number): string {
  let word = '';
  for (let rest = number + 1; rest > 0; rest = Math.floor(rest / LETTERS.length)) {
    word = (LETTERS[rest % LETTERS.length] ?? '') + word;
  }
  return `${word}${word.length % 2 === 0 ? 'a' : 'er'}`;
}
