import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A page as somebody wrote it. */
export interface SourcePage {
  /** Legal in a wiki. */
  path: string;
  markdown: string;
}

/**
 * The pages of the vaults in a folder, one folder a vault, in the order of their paths; each path begins with its vault's name.
 * @param folder default: what HOLT_CORPORA names
 * @returns undefined where neither is given
 */
export function corpusPages(folder = process.env.HOLT_CORPORA): SourcePage[] | undefined {
  if (folder === undefined) return undefined;
  const pages = new Map<string, string>();
  const vaults = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const vault of vaults) {
    const root = join(folder, vault.name);
    for (const file of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || !/\.md$/i.test(file.name)) continue;
      const name = join(file.parentPath, file.name);
      const path = legal(`${vault.name}/${relative(root, name).replace(/\.md$/i, '')}`);
      if (!path.split('/').some((segment) => segment.startsWith('.'))) pages.set(path, readFileSync(name, 'utf8'));
    }
  }
  return [...pages].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, markdown]) => ({ path, markdown }));
}

const legal = (path: string) => path.replace(/[^\p{L}\p{N}/._-]+/gu, '_');
