import { WikiError } from './errors.ts';
import { mapLimit } from './map-limit.ts';
import type { MovePage } from './page-change.ts';
import { changeRedirects, parseRedirects, REDIRECTS_FILE, type RedirectStep } from './redirects.ts';
import { createRelinkBudget, type Relinking, relink } from './rename-links.ts';
import type { StagedTree } from './staged-tree.ts';
import type { FoundFile } from './tree-editor.ts';

const PARALLEL = 16;
const NOTHING_MOVED: ReadonlyMap<string, string> = new Map();

/** What follows from the renames of one write: links in the pages themselves and in others, and redirects. */
export class RenameFollower {
  readonly #tree: StagedTree;
  readonly #relinking: Relinking | undefined;
  readonly #relinked = new Set<string>();

  constructor(tree: StagedTree, relinking: Relinking | undefined) {
    this.#tree = tree;
    this.#relinking = relinking;
  }

  /** What a page's text becomes when it moves; undefined: it stays. Where links lead is changed once, however far the page goes. */
  async move({ path, newPath }: MovePage, found: FoundFile): Promise<Uint8Array | undefined> {
    if (this.#relinking === undefined) return undefined;
    const moved = this.#relinked.delete(path) ? NOTHING_MOVED : this.#relinking.moved;
    this.#relinked.add(newPath);
    return relink(await this.#tree.read(found.oid), { path, newPath }, { ...this.#relinking, moved });
  }

  /** Where the page that was at a path is after the steps so far, by the redirects. */
  async whereIs(path: string): Promise<string | undefined> {
    const tree = this.#tree;
    const file = await tree.find(REDIRECTS_FILE);
    const text = file !== undefined && isRedirects(file) ? new TextDecoder().decode(await tree.read(file.oid)) : '';
    return parseRedirects(changeRedirects(text, tree.redirectSteps)).get(path);
  }

  /** To be called after the last step. */
  async finish(): Promise<void> {
    if (this.#relinking !== undefined) await this.#relinkOthers(this.#relinking);
    const steps = this.#tree.redirectSteps;
    if (steps.length > 0) await this.#keepRedirects(steps);
  }

  /** Links in pages that the write itself gives a text stay as their writer wants them. */
  async #relinkOthers({ linkers, ...links }: Relinking): Promise<void> {
    const tree = this.#tree;
    const paths = linkers.filter((path) => !tree.isChanged(path));
    const budget = createRelinkBudget();
    for (let first = 0; first < paths.length; first += PARALLEL) {
      const read = await mapLimit(paths.slice(first, first + PARALLEL), PARALLEL, async (path) => {
        const found = await tree.find(`${path}.md`);
        return found && { path, found, bytes: await tree.read(found.oid) };
      });
      for (const linker of read) {
        if (linker === undefined || !budget.takes(linker.bytes)) continue;
        const { path, found, bytes } = linker;
        const text = relink(bytes, { path }, links);
        if (text !== undefined) tree.record(path, found.oid, await tree.put(`${path}.md`, text, found));
      }
    }
  }

  async #keepRedirects(steps: readonly RedirectStep[]): Promise<void> {
    const tree = this.#tree;
    const file = await tree.find(REDIRECTS_FILE);
    const isRenaming = steps.some((step) => 'from' in step);
    if (file === undefined ? !isRenaming : !isRedirects(file)) return;
    const text = file === undefined ? '' : new TextDecoder().decode(await tree.read(file.oid));
    const changed = changeRedirects(text, steps);
    if (changed === text) return;
    if (changed === '' && file !== undefined) await tree.remove(file);
    else await tree.put(REDIRECTS_FILE, new TextEncoder().encode(changed), file).catch(unlessCollision);
  }
}

function isRedirects({ filePath, mode }: FoundFile): boolean {
  return filePath === REDIRECTS_FILE && mode.startsWith('100');
}

/** A wiki that has a folder of that name, or another spelling of it, keeps no redirects. */
function unlessCollision(error: unknown): void {
  if (!(error instanceof WikiError && error.code === 'path-collides')) throw error;
}
