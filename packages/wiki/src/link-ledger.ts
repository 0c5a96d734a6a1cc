import type { PageTouch } from './page-touches.ts';

/** A page began or ceased to link to an address. */
export interface LinkChange {
  /** The path of the page whose text links there. */
  from: string;
  /** The address that it links to, whether a page is there or not. */
  to: string;
  /** Whether it does at HEAD. */
  isLinked: boolean;
  /** Of the last commit in which it began or ceased to. */
  generation: number;
}

/** A page that came or went. */
export interface PagePresence {
  path: string;
  /** Whether it is there at HEAD. */
  exists: boolean;
  /** Of the last commit in which it came or went. */
  generation: number;
}

/** What came and went over some commits: of each link and page how it ended, and the last commit that changed it. */
export interface LinkLedger {
  /** Commits are noted in their order. */
  note(touch: PageTouch, linksBefore: readonly string[], linksAfter: readonly string[], generation: number): void;
  links(): LinkChange[];
  pages(): PagePresence[];
}

export function createLinkLedger(): LinkLedger {
  const links = new Map<string, Map<string, LinkChange>>();
  const pages = new Map<string, PagePresence>();
  return {
    note({ path: from, old, now }, linksBefore, linksAfter, generation) {
      if ((old === undefined) !== (now === undefined)) {
        pages.set(from, { path: from, exists: now !== undefined, generation });
      }
      const [before, after] = [new Set(linksBefore), new Set(linksAfter)];
      for (const to of new Set([...before, ...after])) {
        if (before.has(to) === after.has(to)) continue;
        const own = links.get(from) ?? new Map<string, LinkChange>();
        links.set(from, own.set(to, { from, to, isLinked: after.has(to), generation }));
      }
    },
    links: () => [...links.values()].flatMap((own) => [...own.values()]),
    pages: () => [...pages.values()],
  };
}
