import { dashKey, markdownKey, pageKey } from '@holt/edge';
import { encodeBlob } from '@holt/git';
import type { ObjectInfo } from '@holt/storage';
import type { PageChange } from './page-change.ts';
import { pageOfFile } from './page-of-file.ts';
import { readPageState, type StoredPageState } from './page-state-store.ts';
import { pageViewKeys } from './page-view-artifacts.ts';
import { type PublishedMark, readRecentChanges } from './recent-changes.ts';
import { entryKeys } from './search-entry.ts';
import { readRoot, type StoredRoot } from './stored-root.ts';
import type { WikiContext } from './wiki-context.ts';

/** A write of more pages than this looks at each artifact when its turn comes. */
const MAX_PAGES = 8;

/**
 * What publishing a write will want to know, asked for at the write's beginning, so that it need not wait for it at its end. All
 * of it may be outdated by then: the conditional puts that it leads to tell.
 */
export interface Foreseen {
  /** The mark of what is published. @throws as {@link readRecentChanges} */
  mark: Promise<PublishedMark | undefined>;
  /** Pages' states by path, each read after the mark was. A failure counts as not asked. */
  states: ReadonlyMap<string, Promise<StoredPageState | undefined>>;
  /** What lies under the keys of artifacts that the write will replace; null: nothing. A failure counts as not asked. */
  artifacts: ReadonlyMap<string, Promise<ObjectInfo | null | undefined>>;
  /** The root of the search index. A failure counts as not asked. */
  searchRoot: Promise<StoredRoot | undefined>;
  /** Settles when the texts of the changed pages, where published, are in the repository's memory. Never rejects. */
  texts: Promise<unknown>;
}

export function foresee(context: WikiContext, changes: readonly PageChange[]): Foreseen {
  const { wiki, store } = context;
  const mark = readRecentChanges(context);
  // Whoever needs it sees the failure; a write that is refused before does not.
  mark.catch(() => undefined);

  const artifacts = new Map<string, Promise<ObjectInfo | null | undefined>>();
  const ask = (key: string, request: Promise<ObjectInfo | undefined>) => {
    const answer = request.then((info) => info ?? null).catch(() => undefined);
    artifacts.set(key, answer);
    return answer;
  };
  const head = (key: string) => ask(key, store.head(key));
  const paths = pathsOf(changes);
  const asked = paths.size > MAX_PAGES ? [] : [...paths];
  const texts = asked.map((path) => {
    head(pageKey(wiki.owner, wiki.name, path));
    const key = markdownKey(wiki.owner, wiki.name, path);
    return ask(
      key,
      store.get(key).then((object) => {
        // Named by its own hash, the text can only be what it is, however old.
        if (object !== undefined && object.metadata.state !== 'deleted') {
          context.repository.remember(encodeBlob(object.body));
        }
        return object;
      }),
    );
  });
  const states = new Map<string, Promise<StoredPageState | undefined>>();
  for (const path of asked) {
    for (const key of [...pageViewKeys(context, path), ...entryKeys(context, path)]) head(key);
    // A state from before the mark could lack commits that the mark says are published.
    const state = mark.then(() => readPageState(context, path)).catch(() => undefined);
    states.set(path, state);
  }
  for (const name of ['changes', 'feed.xml']) head(dashKey(wiki.owner, wiki.name, name));
  const searchRoot = readRoot(context).catch(() => undefined);
  return { mark, states, artifacts, searchRoot, texts: Promise.all(texts) };
}

function pathsOf(changes: readonly PageChange[]): Set<string> {
  const paths = new Set<string>();
  for (const change of changes) {
    const path = change.op === 'store' ? pageOfFile(change.path) : change.path;
    if (path !== undefined) paths.add(path);
    if (change.op === 'move') paths.add(change.newPath);
  }
  return paths;
}
