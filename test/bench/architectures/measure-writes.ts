import type { CountedRequest } from '@holt/storage/testing';
import type { SourcePage } from '../../support/search/corpus-pages.ts';
import { KB, median, round } from '../figures.ts';
import type { Row } from '../table.ts';
import type { BenchWiki } from './bench-wiki.ts';
import { isReadersObject } from './holt.ts';

const ALL = 'Besides, the same for all four';

/** Puts of one write. */
interface Puts {
  count: number;
  bytes: number;
  /** As {@link Commit} has it. */
  cpuMs: number;
}

type PutsByName = Map<string, Puts[]>;

export interface Writes {
  edits: PutsByName;
  additions: PutsByName;
}

/** Edits these pages one by one, without their titles, then adds others; counts what each architecture puts for its readers. */
export async function measureWrites(
  wiki: BenchWiki,
  edited: readonly SourcePage[],
  added: readonly SourcePage[],
): Promise<Writes> {
  const edits = edited.map(({ path, markdown }, i) => ({
    path,
    markdown: `${markdown.trimEnd()}\n\nOne more paragraph, the ${i + 1}th of its kind.\n`,
  }));
  return { edits: await countPuts(wiki, edits, 'Edit a page'), additions: await countPuts(wiki, added, 'Add a page') };
}

async function countPuts(wiki: BenchWiki, pages: readonly SourcePage[], message: string): Promise<PutsByName> {
  const counted: PutsByName = new Map();
  const add = (name: string, requests: readonly CountedRequest[], cpuMs = Number.NaN) => {
    const puts = requests.filter(({ method }) => method === 'put');
    const bytes = puts.reduce((sum, put) => sum + put.bytes, 0);
    counted.set(name, [...(counted.get(name) ?? []), { count: puts.length, bytes, cpuMs }]);
  };
  for (const page of pages) {
    for (const { store } of wiki.architectures) store.reset();
    const { requests, cpuMs } = await wiki.commit([page], message);
    for (const architecture of wiki.architectures) {
      const { name, store } = architecture;
      if (architecture === wiki.holt)
        add(
          name,
          requests.filter(({ key }) => isReadersObject(key)),
        );
      else add(name, store.requests, cpuMs.get(name));
    }
    const others = requests.filter(({ key }) => !isReadersObject(key));
    add(ALL, others, cpuMs.get(wiki.holt.name));
  }
  return counted;
}

export function writeRows(size: string, { edits, additions }: Writes): Row[] {
  const isTimed = (name: string) => additions.get(name)?.every(({ cpuMs }) => !Number.isNaN(cpuMs));
  const middle = (puts: readonly Puts[] = [], figure: keyof Puts) => median(puts.map((put) => put[figure]));
  return [...edits.keys()].map((name) => ({
    what: `${name}, ${size}`,
    'edit, puts': middle(edits.get(name), 'count'),
    'edit, KB': round(middle(edits.get(name), 'bytes') / KB, 1),
    'page added, puts': middle(additions.get(name), 'count'),
    'page added, KB': round(middle(additions.get(name), 'bytes') / KB, 1),
    ...(isTimed(name) && { 'page added, CPU ms': round(middle(additions.get(name), 'cpuMs'), 1) }),
  }));
}
