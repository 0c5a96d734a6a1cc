import { compress, isCompressible } from '../../../packages/local/src/compression.ts';
import { KB, median, round } from '../figures.ts';
import type { Row } from '../table.ts';
import type { Answer, Architecture } from './architecture.ts';

interface Load {
  requests: number;
  bytes: number;
}

export interface Views {
  first: Load[];
  next: Load[];
}

/** What a browser asks for and gets to show each of these pages: bodies, compressed as the edge does, without headers. */
export async function measureViews(architecture: Architecture, paths: readonly string[]): Promise<Views> {
  const sizes = new Map<string, Promise<number>>();
  const sizeOf = (url: string) => {
    const size = sizes.get(url) ?? wireBytes(architecture, url);
    sizes.set(url, size);
    return size;
  };
  const sum = async (urls: readonly string[], unchanged: readonly string[] = []): Promise<Load> => {
    const loaded = urls.filter((url) => !unchanged.includes(url));
    const bytes = (await Promise.all(loaded.map(sizeOf))).reduce((total, size) => total + size, 0);
    return { requests: urls.length, bytes };
  };
  const views: Views = { first: [], next: [] };
  for (const path of paths) {
    const view = await architecture.view(path);
    views.first.push(await sum(view.first));
    views.next.push(await sum(view.next, view.unchanged));
  }
  return views;
}

async function wireBytes({ name, respond }: Architecture, url: string): Promise<number> {
  const answer = await respond(url);
  if (answer === undefined) throw new Error(`${name} has nothing at ${url}.`);
  return (await onTheWire(answer)).length;
}

/** A body as the edge sends it to a browser. */
export async function onTheWire({ contentType, body }: Answer): Promise<Uint8Array> {
  return isCompressible(contentType, body.length) ? compress(body, 'br') : body;
}

export function viewRow(what: string, { first, next }: Views): Row {
  const middle = (loads: readonly Load[], figure: keyof Load) => median(loads.map((load) => load[figure]));
  return {
    what,
    'first page, requests': middle(first, 'requests'),
    'first page, KB': round(middle(first, 'bytes') / KB, 1),
    'next page, requests': middle(next, 'requests'),
    'next page, KB': round(middle(next, 'bytes') / KB, 1),
  };
}
