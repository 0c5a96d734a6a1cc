import { toPagePath } from '@holt/edge';
import { listTree, type Oid, type Repository } from '@holt/git';
import { pathProblem, type ScannedFolder } from './scan-folder.ts';

/** As {@link ScannedFolder}; `links` are those files that are symbolic links. */
export interface ScannedCommit extends ScannedFolder {
  links: string[];
}

/** What readers get of a commit's files, and which they don't get though git keeps them. */
export async function scanCommit(repository: Repository, commit: Oid): Promise<ScannedCommit> {
  const scanned: ScannedCommit = { files: [], refused: [], links: [] };
  const sources = new Map<string, string>();
  const { tree } = await repository.readCommit(commit);
  for (const { path: source, oid, mode } of await listTree(repository, tree)) {
    const path = toPagePath(source);
    const other = sources.get(path);
    const reason = other === undefined ? pathProblem(path) : `It has the same address as ${other}.`;
    if (reason !== '') {
      scanned.refused.push({ source, reason });
      continue;
    }
    sources.set(path, source);
    if (mode === '120000') scanned.links.push(source);
    const isPage = path.endsWith('.md');
    // Only what pages say is looked at.
    const content = isPage ? await repository.readBlob(oid) : new Uint8Array();
    scanned.files.push({ source, path, isPage, content });
  }
  return scanned;
}
