/** What may be an address, as its characters may. */
const WORD = /[\w+.-]+/g;

/**
 * The brackets of a block that are still open. Each word, as it might be an address, and each bracket that closes has
 * the parser look back along all pieces (words and marks) to the nearest open one.
 */
export class OpenBrackets {
  /** Pieces that are looked back along, in all. */
  steps = 0;
  #pieces = 0;
  readonly #openers: number[] = [];

  addText(line: string, start: number, end: number): void {
    const opener = this.#openers.at(-1);
    if (opener === undefined || start === end) return;
    const words = line.slice(start, end).match(WORD)?.length ?? 0;
    this.steps += words * (this.#pieces - opener) + words ** 2 / 2;
    this.#pieces += words + 1;
  }

  addMark(): void {
    this.#pieces++;
  }

  open(count: number): void {
    for (let bracket = 0; bracket < count; bracket++) this.#openers.push(this.#pieces++);
  }

  close(count: number): void {
    for (let bracket = 0; bracket < count; bracket++) {
      const opener = this.#openers.pop();
      if (opener !== undefined) this.steps += this.#pieces - opener;
      this.#pieces++;
    }
  }
}
