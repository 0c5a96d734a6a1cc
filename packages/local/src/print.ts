import { plainText } from './plain-text.ts';

/** Writes what a command found out: one line of JSON when it was called with `--json`, else a text for people. */
export function print(json: boolean, facts: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(facts)}\n` : plainText(text));
}
