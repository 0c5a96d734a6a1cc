import { GitError, isOid, type Oid } from '@holt/git';
import { decodePage, encodePage } from './check-changes.ts';
import { WikiError } from './errors.ts';
import type { DeletePage, MovePage, PartChange, PutPage } from './page-change.ts';
import { movedOn, rebaseText } from './rebase-text.ts';
import type { StagedTree } from './staged-tree.ts';
import type { FoundFile } from './tree-editor.ts';

/** Whether a page ever had a version, where its writer may know no other page's. */
export type HadVersion = (path: string, version: Oid) => Promise<boolean>;

type Step = PutPage | PartChange | MovePage | DeletePage;

/** So much of base versions one write merges, whoever stored them: merging takes some 0.4 s of processor a MiB. */
const MAX_MERGED_BYTES = 8 * 1024 * 1024;

/** Steps of one write on versions that are current no more. */
export class StaleBases {
  readonly #tree: StagedTree;
  readonly #hadVersion: HadVersion | undefined;
  /** Bases onto which the write merged already, by page: all that came since is in its text. */
  readonly #merged = new Map<string, Set<Oid>>();
  #mergedBytes = 0;

  constructor(tree: StagedTree, hadVersion: HadVersion | undefined) {
    this.#tree = tree;
    this.#hadVersion = hadVersion;
  }

  /** Whether the step's page has moved on since its writer read it. What the same write did to it before is no moving on. */
  isStale({ op, path, baseVersion }: Step, found: FoundFile | undefined): boolean {
    if (baseVersion === undefined || baseVersion === found?.oid) return false;
    if (baseVersion === this.#tree.versionBefore(path) && found !== undefined) return false;
    return op === 'put' || !this.#merged.get(path)?.has(baseVersion);
  }

  /**
   * What the writer made of an older version, merged with what the page has become since.
   *
   * @param change makes the writer's text of the base; undefined: the wiki never had that, or the text can't be told without it
   * @param newPath where the page went, of one that is not there, if it is known
   * @throws WikiError `too-large` when the write merges more than it may; as {@link rebaseText}, decodePage and encodePage; what `change` throws
   */
  async merge(
    { path, baseVersion = '', isExact }: PutPage | PartChange,
    found: FoundFile | undefined,
    change: (base: Uint8Array | undefined) => Uint8Array | undefined,
    newPath?: string,
  ): Promise<Uint8Array> {
    const [base, theirs] = await Promise.all([this.#read(path, baseVersion), found && this.#tree.read(found.oid)]);
    this.#count(base);
    const mine = change(base);
    const stale = { path, baseVersion, base, mine, currentVersion: found?.oid, theirs, isExact, newPath };
    const text = decodePage(path, await rebaseText(stale));
    this.#tree.recordMerge(path);
    this.#merged.set(path, (this.#merged.get(path) ?? new Set()).add(baseVersion));
    return encodePage(path, text);
  }

  /** @throws WikiError `conflict` for a step that no merge helps, on an older version */
  async check(step: DeletePage | MovePage, found: FoundFile): Promise<void> {
    if (!this.isStale(step, found)) return;
    const { op, path, baseVersion = '', isExact } = step;
    const [base, theirs] = await Promise.all([this.#read(path, baseVersion), this.#tree.read(found.oid)]);
    throw movedOn({ op, path, baseVersion, base, mine: undefined, currentVersion: found.oid, theirs, isExact });
  }

  #count(base: Uint8Array | undefined): void {
    this.#mergedBytes += base?.byteLength ?? 0;
    if (this.#mergedBytes <= MAX_MERGED_BYTES) return;
    throw new WikiError(
      'too-large',
      `One write merges at most ${MAX_MERGED_BYTES} bytes of pages that have moved on since their base versions. Nothing was changed. Read the pages again and send their present versions, or split the write.`,
      { limit: MAX_MERGED_BYTES },
    );
  }

  async #read(path: string, base: Oid): Promise<Uint8Array | undefined> {
    if (!isOid(base)) return undefined;
    if (this.#hadVersion !== undefined && !(await this.#hadVersion(path, base))) return undefined;
    try {
      return await this.#tree.read(base);
    } catch (error) {
      // A version that this wiki never had has no text to show; the conflict itself is what matters.
      if (error instanceof GitError && ['object-missing', 'object-mistyped'].includes(error.code)) return undefined;
      throw error;
    }
  }
}
