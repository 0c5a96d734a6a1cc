import { checkWikiId } from '@holt/edge';
import { UsageError } from './errors.ts';

/** @throws UsageError when the option is missing or names no wiki */
export function requireWikiId(option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`Name the wiki: ${option} owner/name.`);
  const reason = checkWikiId(value);
  if (reason !== '') throw new UsageError(`${option} ${value}: ${reason}`);
  return value;
}

/** @throws UsageError */
export function parsePort(value: string): number {
  const port = Number(value);
  if (!/^[0-9]{1,5}$/.test(value) || port > 65_535)
    throw new UsageError(`--port ${value} is no port. Give a number from 0 to 65535.`);
  return port;
}
