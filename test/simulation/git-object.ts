import { hash } from 'node:crypto';
import { inflateSync } from 'node:zlib';

/** An object of git, whatever it claims to be: nothing of it is checked but that it can be unpacked. */
export interface RawObject {
  type: string;
  content: Buffer;
}

export interface RawTreeEntry {
  mode: string;
  name: Buffer;
  oid: string;
}

/** Unpacks a loose object. The simulation reads git by itself, so that it can't share a mistake with what it checks. */
export function readLoose(bytes: Uint8Array): RawObject {
  const plain = inflateSync(bytes);
  const end = plain.indexOf(0);
  const [type = ''] = plain.toString('latin1', 0, end).split(' ');
  return { type, content: plain.subarray(end + 1) };
}

export function oidOf({ type, content }: RawObject): string {
  return hash('sha1', Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]));
}

/** A commit's headers, and its message. */
export function readCommit(content: Buffer): { tree: string; parents: string[]; message: string; headers: string[] } {
  const text = content.toString();
  const blank = text.indexOf('\n\n');
  const headers = text.slice(0, blank).split('\n');
  const valuesOf = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return { tree: valuesOf('tree')[0] ?? '', parents: valuesOf('parent'), message: text.slice(blank + 2), headers };
}

export function readTree(content: Buffer): RawTreeEntry[] {
  const entries: RawTreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    const mode = content.toString('latin1', at, space);
    entries.push({ mode, name: content.subarray(space + 1, end), oid: content.toString('hex', end + 1, end + 21) });
    at = end + 21;
  }
  return entries;
}
