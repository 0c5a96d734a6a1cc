import { estimateWorkUs, MAX_PAGE_BYTES, rewriteLinks } from '@holt/markdown';

/** What a write does about links to the pages that it renames. */
export interface Relinking {
  /** Addresses that lead elsewhere after the write → the paths of the pages that they led to. */
  moved: ReadonlyMap<string, string>;
  /** Pages that may link there, by path. */
  linkers: readonly string[];
  /** As of the wiki. */
  titleFirst?: boolean | undefined;
}

/** A page on its way, if it is. */
interface Place {
  path: string;
  newPath?: string;
}

/**
 * A page's text with its links leading to where pages are after a rename; undefined when all stay as they are. A text that is not UTF-8,
 * or would become too large by it, stays: its links go on by the redirect.
 */
export function relink(bytes: Uint8Array, place: Place, { moved, titleFirst }: Omit<Relinking, 'linkers'>) {
  const text = decode(bytes);
  if (text === undefined) return undefined;
  const relinked = rewriteLinks(text, { ...place, moved, titleFirst });
  if (relinked === text) return undefined;
  const encoded = new TextEncoder().encode(relinked);
  return encoded.byteLength > MAX_PAGE_BYTES ? undefined : encoded;
}

/** What one rename does about links in other pages, at most: links in the others go on by the redirect. */
const MAX_WORK_US = 500_000;
const MAX_BYTES = 8 * 1024 * 1024;

/** Tells of one page after the other whether there is room for it. A page that is too much leaves the room to the next. */
export function createRelinkBudget(): { takes(text: Uint8Array): boolean } {
  let workUs = 0;
  let bytes = 0;
  return {
    takes(text) {
      const textWorkUs = estimateWorkUs(new TextDecoder().decode(text));
      if (workUs + textWorkUs > MAX_WORK_US || bytes + text.byteLength > MAX_BYTES) return false;
      workUs += textWorkUs;
      bytes += text.byteLength;
      return true;
    },
  };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
