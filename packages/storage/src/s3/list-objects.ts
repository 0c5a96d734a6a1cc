import { isObjectKey } from '../check-object-key.ts';
import { compareKeys } from '../compare-keys.ts';
import { isAfterStart, type ListItem, listPage } from '../list-page.ts';
import type { ListOptions, ListResult } from '../object-store.ts';
import type { HttpAnswer } from './exchange.ts';
import { unquote } from './read-answer.ts';
import { readElements, readText } from './read-xml.ts';

/** Sorts after all that any name goes on with. */
const LAST = '\u{10ffff}';

/** Asks for one page of a listing, by the query of `ListObjectsV2`. */
export type ListObjects = (query: Record<string, string>) => Promise<HttpAnswer>;

/**
 * Lists keys below `root`, which ends in `/` or is empty. Objects that others put there under keys that the store would not take, such
 * as the folder markers of S3's console, are left out.
 *
 * @throws Error for an answer that is no listing, or not a whole one: it must not pass for an empty one
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export async function listObjects(
  list: ListObjects,
  { root, limit, ...options }: ListOptions & { root: string; limit: number },
): Promise<ListResult> {
  const { prefix, delimiter } = options;
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  if (!prefix.isWellFormed() || !isObjectKey(`${folder}x`)) return { objects: [], prefixes: [] };

  const startAfter = skipFolder(options);
  let next: string | undefined;
  let token: string | undefined;
  do {
    const { body } = await list({
      'list-type': '2',
      prefix: `${root}${prefix}`,
      'max-keys': String(limit),
      // XML can't hold every character that a key may.
      'encoding-type': 'url',
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(startAfter === undefined || startAfter === '' ? {} : { 'start-after': `${root}${startAfter}` }),
      ...(token === undefined ? {} : { 'continuation-token': token }),
    });
    const xml = readListing(body.toString());
    const items = itemsOf(xml, root);
    const isTruncated = readText(xml, 'IsTruncated') === 'true';
    next = isTruncated ? lastName(items) : undefined;
    token = isTruncated ? readRequired(xml, 'NextContinuationToken') : undefined;
    const wanted = items.filter((item) => isOurs(item) && isAfterStart(nameOf(item), options));
    if (wanted.length > 0) return listPage(wanted, next);
    // A page may hold nothing for us though more follow.
  } while (token !== undefined);
  return { objects: [], prefixes: [] };
}

/** S3 shows a prefix again when the listing starts inside of it; here it has been told already. */
function skipFolder({ prefix, delimiter, startAfter }: ListOptions): string | undefined {
  if (delimiter === undefined || startAfter === undefined || !startAfter.startsWith(prefix)) return startAfter;
  const slash = startAfter.indexOf(delimiter, prefix.length);
  return slash === -1 ? startAfter : `${startAfter.slice(0, slash + 1)}${LAST}`;
}

function readListing(xml: string): string {
  if (/<ListBucketResult[\s>]/.test(xml) && xml.trimEnd().endsWith('</ListBucketResult>')) return xml;
  throw new Error('an answer that is no whole listing: is this an S3 server?');
}

function readRequired(xml: string, name: string): string {
  const text = readText(xml, name);
  if (text === undefined) throw new Error(`a listing without ${name}: is this an S3 server?`);
  return text;
}

function itemsOf(xml: string, root: string): ListItem[] {
  return [
    ...readElements(xml, 'Contents').map((entry) => ({
      object: {
        key: decode(readRequired(entry, 'Key'), root),
        etag: unquote(readText(entry, 'ETag')),
        sizeBytes: Number(readText(entry, 'Size') ?? 0),
      },
    })),
    ...readElements(xml, 'CommonPrefixes').map((entry) => ({ prefix: decode(readRequired(entry, 'Prefix'), root) })),
  ];
}

/** As in the query of a URL: a space may be a `+`, and a `+` is `%2B`. */
function decode(name: string, root: string): string {
  return decodeURIComponent(name.replaceAll('+', '%20')).slice(root.length);
}

function nameOf(item: ListItem): string {
  return 'object' in item ? item.object.key : item.prefix;
}

function isOurs(item: ListItem): boolean {
  return isObjectKey('object' in item ? item.object.key : item.prefix.slice(0, -1));
}

function lastName(items: readonly ListItem[]): string | undefined {
  return items.map(nameOf).sort(compareKeys).at(-1);
}
