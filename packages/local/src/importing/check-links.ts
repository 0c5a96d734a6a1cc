import { foldPath } from '@holt/edge';
import { findLinks, readFrontMatter, readTitle } from '@holt/markdown';
import { namesOf, pageOfFile } from '@holt/wiki';
import type { ScannedFile } from './scan-folder.ts';

export interface DeadLink {
  /** The file as the source spells it. */
  source: string;
  line: number;
  target: string;
}

/** Page files whose front matter has something to say about. */
export interface PageRemark {
  source: string;
  remark: string;
}

/**
 * The links of pages that lead to no page and no file.
 *
 * @param known all paths in the wiki's repository after the import
 */
export function findDeadLinks(files: readonly ScannedFile[], known: Iterable<string>): DeadLink[] {
  const paths = new Set([...known].map(foldPath));
  const titles = new Map(
    files.map(({ path, isPage, content }) => [path, isPage ? readTitle(decode(content), path.slice(0, -3)) : '']),
  );
  const names = new Set<string>();
  for (const file of known) {
    const page = pageOfFile(file);
    if (page !== undefined) for (const name of namesOf(page, titles.get(file) ?? page)) names.add(foldPath(name));
  }
  const leads = (target: string, kind: 'page' | 'file') => {
    if (kind === 'file') return paths.has(foldPath(target));
    return paths.has(foldPath(`${target}.md`)) || names.has(foldPath(target));
  };
  const dead: DeadLink[] = [];
  for (const { source, path, isPage, content } of files) {
    if (!isPage) continue;
    for (const link of findLinks(decode(content), path.slice(0, -3))) {
      if (link.kind !== 'page' && link.kind !== 'file') continue;
      if (!leads(link.target, link.kind)) dead.push({ source, line: link.line, target: link.target });
    }
  }
  return dead;
}

/** Front matter that can't be read, or titles that are empty: the page is taken and shown all the same. */
export function findRemarks(files: readonly ScannedFile[]): PageRemark[] {
  const remarks: PageRemark[] = [];
  for (const { source, isPage, content } of files) {
    if (!isPage) continue;
    const { error, titleEmpty } = readFrontMatter(decode(content));
    if (error !== undefined) remarks.push({ source, remark: `Its front matter can't be read: ${error}` });
    else if (titleEmpty) remarks.push({ source, remark: 'Its front matter has an empty title.' });
  }
  return remarks;
}

const decode = (content: Uint8Array) => new TextDecoder().decode(content);
