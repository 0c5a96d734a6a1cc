import { pageUrl } from '@holt/edge';
import { encodeBlob, type GitObject, type Oid, type Repository } from '@holt/git';
import type { WrittenPage } from './page-change.ts';
import type { RedirectStep } from './redirects.ts';
import { type FoundFile, TreeEditor } from './tree-editor.ts';
import type { WikiId } from './wiki-id.ts';

export interface AppliedChanges {
  tree: Oid;
  /** Blobs and trees that the repository may not hold yet. */
  objects: GitObject[];
  pages: WrittenPage[];
}

/** What a write has made of a tree so far: files in memory, nothing stored, and which pages it changed. */
export class StagedTree {
  readonly #wiki: WikiId;
  readonly #editor: TreeEditor;
  readonly #readBlob: Repository['readBlob'];
  readonly #blobs = new Map<Oid, GitObject>();
  readonly #blobAt = new Map<string, Oid>();
  readonly #before = new Map<string, Oid | undefined>();
  readonly #after = new Map<string, Oid | undefined>();
  readonly #merged = new Set<string>();
  readonly #redirectSteps: RedirectStep[] = [];

  constructor(repository: Repository, wiki: WikiId, tree: Oid | undefined, readBlob: Repository['readBlob']) {
    this.#wiki = wiki;
    this.#editor = new TreeEditor(repository, tree);
    this.#readBlob = readBlob;
  }

  find(filePath: string): Promise<FoundFile | undefined> {
    return this.#editor.find(filePath);
  }

  /** @throws GitError as Repository.readBlob */
  async read(oid: Oid): Promise<Uint8Array> {
    return this.#blobs.get(oid)?.content ?? (await this.#readBlob(oid));
  }

  /** Puts a file; one that is there keeps its spelling. @throws WikiError as {@link TreeEditor.put} */
  async put(filePath: string, content: Uint8Array, found?: FoundFile): Promise<Oid> {
    const blob = encodeBlob(content);
    this.#blobs.set(blob.oid, blob);
    await this.putOid(found?.filePath ?? filePath, blob.oid);
    return blob.oid;
  }

  /** Puts a file with what another file held. */
  async putOid(filePath: string, oid: Oid): Promise<void> {
    this.#blobAt.set(filePath, oid);
    await this.#editor.put(filePath, oid);
  }

  async remove({ filePath }: FoundFile): Promise<void> {
    await this.#editor.remove(filePath);
    this.#blobAt.delete(filePath);
  }

  /** Tells what a step did to a page. */
  record(path: string, old: Oid | undefined, now: Oid | undefined): void {
    if (!this.#before.has(path)) this.#before.set(path, old);
    this.#after.set(path, now);
    if (old === undefined && now !== undefined) this.#redirectSteps.push({ arrived: path });
  }

  /** Tells that a page went to another path. */
  recordMove(from: string, old: Oid, to: string, now: Oid): void {
    this.record(from, old, undefined);
    this.record(to, undefined, now);
    this.#redirectSteps.push({ from, to });
  }

  /** What redirects are to follow, in order. */
  get redirectSteps(): readonly RedirectStep[] {
    return this.#redirectSteps;
  }

  /** Tells that a page was written on an older version, and merged. */
  recordMerge(path: string): void {
    this.#merged.add(path);
  }

  /** Whether a step said what becomes of the page. */
  isChanged(path: string): boolean {
    return this.#after.has(path);
  }

  /** The version that a page had before the write, if a step changed it and it was there. */
  versionBefore(path: string): Oid | undefined {
    return this.#before.get(path);
  }

  async build(): Promise<AppliedChanges> {
    const { tree, objects } = await this.#editor.build();
    const blobs = [...new Set(this.#blobAt.values())].flatMap((oid) => this.#blobs.get(oid) ?? []);
    const pages = [...this.#after].map(([path, version]): WrittenPage => {
      const previousVersion = this.#before.get(path);
      return {
        path,
        ...(version === undefined ? {} : { version }),
        ...(previousVersion === undefined ? {} : { previousVersion }),
        ...(this.#merged.has(path) ? { merged: true as const } : {}),
        url: pageUrl(this.#wiki.owner, this.#wiki.name, path),
      };
    });
    return { tree, objects: [...blobs, ...objects], pages };
  }
}
