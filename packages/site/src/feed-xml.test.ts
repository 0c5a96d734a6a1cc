import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { pageFeedXml, wikiFeedXml } from './feed-xml.ts';
import type { ChangeSummary, PageRevision } from './types.ts';

const wiki = { owner: 'me', name: 'notes' };
const hostile = `"><script>&amp;]]>\u0000\u0008\ufffe\ud800</entry>\u202e`;
const legible = `"><script>&amp;]]>\ufffd\ufffd\ufffd\ufffd</entry>\u202e`;

interface Entry {
  id: string;
  title: string;
  updated: string;
  link: { '@href': string; '@rel': string; '@type': string }[];
  author: { name: string };
  summary: string;
}
type Feed = Omit<Entry, 'author' | 'summary'> & { '@xmlns': string; entry: Entry[] };

/** Refuses what is not well-formed. */
function read(xml: string): Feed {
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    trimValues: false,
    isArray: (name) => name === 'link' || name === 'entry',
  });
  return parser.parse(xml).feed as Feed;
}

function change(number: number, facts: Partial<PageRevision> = {}): PageRevision & ChangeSummary {
  return {
    oid: number.toString(16).padStart(40, '0'),
    generation: number,
    authorName: 'Ada',
    date: new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString(),
    subject: `Change ${number}`,
    kind: 'modified',
    version: 'f'.repeat(40),
    changes: [{ kind: 'modified', path: 'Some_Page' }],
    omitted: 0,
    ...facts,
  };
}

const { version: _, ...gone } = change(2, { authorName: hostile, subject: hostile, kind: 'deleted', to: 'Other/Page' });
const changes = [change(3, { agent: hostile, authorName: '', subject: '' }), gone, change(1)];
const feeds = {
  'the feed of a wiki': (listed: (PageRevision & ChangeSummary)[]) => wikiFeedXml({ wiki, changes: listed }),
  'the feed of a page': (listed: (PageRevision & ChangeSummary)[]) =>
    pageFeedXml({ wiki, path: "Folder/It's_&_so", changes: listed }),
};

describe.each(Object.entries(feeds))('%s', (_, make) => {
  test('has what RFC 4287 asks of a feed: an id, a title, when it changed, and where it is', () => {
    const feed = read(make(changes));
    expect(feed['@xmlns']).toBe('http://www.w3.org/2005/Atom');
    expect(feed.id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(feed.title).not.toBe('');
    expect(feed.updated).toBe(changes[0]?.date);
    expect(feed.link.map((link) => link['@rel']).sort()).toEqual(['alternate', 'self']);
  });

  test('has what RFC 4287 asks of each entry, and its author', () => {
    for (const [index, entry] of read(make(changes)).entry.entries()) {
      expect(entry.id).toMatch(/^urn:uuid:/);
      expect(entry.title).not.toBe('');
      expect(entry.updated).toBe(changes[index]?.date);
      expect(entry.author.name).not.toBe('');
      expect(entry.link.map((link) => link['@rel'])).toEqual(['alternate']);
      expect(entry.link[0]?.['@href']).toMatch(/^\/me\/notes\//);
      expect(entry.summary).not.toBe('');
    }
  });

  test('has every id once, and the same ids whenever it is made', () => {
    const ids = (listed: typeof changes) => {
      const feed = read(make(listed));
      return [feed.id, ...feed.entry.map(({ id }) => id)];
    };
    expect(new Set(ids(changes)).size).toBe(4);
    expect(ids([change(4), ...changes]).slice(2)).toEqual(ids(changes).slice(1));
  });

  test('shows what people wrote as text, without what XML forbids', () => {
    const [first, second] = read(make(changes)).entry;
    expect(second?.title).toBe(legible);
    expect(second?.author.name).toBe(legible);
    expect(first?.summary).toContain(`Written by the agent ${legible}.`);
    expect(first?.author.name).toBe('unknown');
    expect(first?.title).toBe('00000000');
  });

  test('lists the newest 50 changes', () => {
    const many = Array.from({ length: 60 }, (_, index) => change(60 - index));
    const listed = read(make(many)).entry.map(({ title }) => title);
    expect(listed).toEqual(many.slice(0, 50).map(({ subject }) => subject));
  });

  test('is not made of nothing', () => {
    expect(() => make([])).toThrow(TypeError);
  });
});

test('a change of the wiki leads to its commit and says what became of which page', () => {
  const [entry] = read(
    wikiFeedXml({
      wiki,
      changes: [
        {
          ...change(1),
          changes: [
            { kind: 'added', path: 'Folder/New_Page' },
            { kind: 'deleted', path: 'a_b.png', file: true },
          ],
          omitted: 7,
        },
      ],
    }),
  ).entry;
  expect(entry?.link[0]?.['@href']).toBe(`/me/notes/-/commit/${change(1).oid}`);
  expect(entry?.summary).toBe('new: Folder / New Page; deleted: a_b.png; and 7 more');
});

test('a change of a page leads to the page as the change left it, where there is one', () => {
  const entries = read(pageFeedXml({ wiki, path: 'A', changes: [change(1), ...changes] })).entry;
  expect(entries[0]?.link[0]?.['@href']).toBe(`/me/notes/-/at/${change(1).oid}/A`);
  expect(entries[2]?.summary).toBe('moved to Other / Page');
  expect(entries[2]?.link[0]?.['@href']).toBe('/me/notes/-/history/A');
});
