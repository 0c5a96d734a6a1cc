import type { WriteRequest, WriteResult } from './page-change.ts';
import { type PublishOptions, publish } from './publish.ts';
import { type ListPagesOptions, listFiles, listPages, type Page, type PageList, readPage } from './read.ts';
import { readRecentChanges } from './recent-changes.ts';
import type { WikiContext } from './wiki-context.ts';
import type { WikiId } from './wiki-id.ts';
import { write } from './write.ts';

/** One wiki: what agents and commands do with it. Reads go to git, never to what was published. */
export interface Wiki extends WikiId {
  /** @see listPages */
  listPages(options?: ListPagesOptions): Promise<PageList>;
  /** @see listFiles */
  listFiles(): Promise<Map<string, string>>;
  /** @see readPage */
  readPage(path: string, options?: { revision?: string }): Promise<Page>;
  /** @see write */
  write(request: WriteRequest, publishing?: Pick<PublishOptions, 'onProgress'>): Promise<WriteResult>;
  /** @see publish */
  publish(options?: PublishOptions): Promise<void>;
  /** The shell that every page was rendered with; undefined before the first publication. */
  publishedShell(): Promise<string | undefined>;
}

/** Writers of one wiki within this process wait for each other instead of losing races for the ref. */
const queues = new WeakMap<WikiContext['repository'], Promise<unknown>>();

export function openWiki(context: WikiContext): Wiki {
  return {
    ...context.wiki,
    listPages: (options) => listPages(context, options),
    listFiles: () => listFiles(context),
    readPage: (path, options) => readPage(context, path, options),
    write(request, publishing) {
      const before = queues.get(context.repository) ?? Promise.resolve();
      const result = before.then(() => write(context, request, publishing));
      queues.set(
        context.repository,
        result.catch(() => undefined),
      );
      return result;
    },
    publish: (options) => publish(context, options),
    publishedShell: async () => (await readRecentChanges(context))?.shell,
  };
}
