import type { WriteResult } from '@holt/wiki';
import { CommandError } from './errors.ts';
import { print } from './print.ts';

/** Tells what a write to a wiki did. @throws CommandError when readers don't see all of it yet */
export function reportWrite(json: boolean, wiki: string, result: WriteResult): void {
  const { revision, published, publishError, unchanged, pages } = result;
  const told = unchanged
    ? `${wiki} already is so: nothing was written\n`
    : `Written to ${wiki} as commit ${revision}\n${pages.map(({ path }) => `    ${path}\n`).join('')}`;
  print(json, { wiki, ...result }, told);
  if (published) return;
  throw new CommandError(
    `The commit ${revision} is in, but its pages are not all published: ${publishError}. Run holt reconcile --wiki ${wiki}.`,
  );
}
