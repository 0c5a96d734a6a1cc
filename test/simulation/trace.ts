import { hash } from 'node:crypto';

/** What happened, in order: every request's fate and outcome, every answer to an actor. */
export class Trace {
  readonly lines: string[] = [];

  add(nowMs: number, ...words: readonly (string | number)[]): void {
    this.lines.push(`${nowMs} ${words.join(' ')}`);
  }

  /** Of all so far, as hexadecimal SHA-256. */
  digest(): string {
    return hash('sha256', this.lines.join('\n'));
  }
}
