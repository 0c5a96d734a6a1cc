import { type BlamedLine, blamePage } from './blame-page.ts';
import { type ChangesSince, type ChangesSinceOptions, changesSince } from './changes-since.ts';
import { type DiffOptions, diff } from './diff.ts';
import type { WikiError } from './errors.ts';
import { type FindSimilarOptions, findSimilar, type SimilarPage } from './find-similar.ts';
import { type FoldedWiki, type FoldWikiOptions, fold, foldDue } from './fold.ts';
import { type Change, type HistoryOptions, history } from './history.ts';
import { type ImportedHistory, type ImportHistoryOptions, importHistory } from './import-history.ts';
import { type AttachmentList, type ListAttachmentsOptions, listAttachments } from './list-attachments.ts';
import { listFiles } from './list-files.ts';
import { type ListPagesOptions, listPages, type PageList } from './list-pages.ts';
import type { MayRead } from './may-read.ts';
import { mayReadPast } from './may-read-past.ts';
import type { WriteRequest, WriteResult } from './page-change.ts';
import { type LinksOptions, type PageLinks, pageLinks } from './page-links.ts';
import { type PublishOptions, publish } from './publish.ts';
import { type Attachment, type ReadAttachmentOptions, readAttachment } from './read-attachment.ts';
import { type Page, type ReadPageOptions, readPage } from './read-page.ts';
import { type ReadPagesOptions, readPages } from './read-pages.ts';
import { type RebuildReport, rebuild } from './rebuild.ts';
import { readRecentChanges } from './recent-changes.ts';
import { reconcileWiki } from './reconcile-wiki.ts';
import { type RestoreRequest, restore } from './restore.ts';
import { type RevertRequest, revert } from './revert.ts';
import { type SearchOptions, type SearchResult, search } from './search.ts';
import { type Survey, type SurveyOptions, survey } from './survey.ts';
import { tellFailure } from './tell-failure.ts';
import { type VerifyReport, verify } from './verify.ts';
import type { WikiContext } from './wiki-context.ts';
import type { WikiInfo } from './wiki-info.ts';
import { write } from './write.ts';

/**
 * One wiki: what agents and commands do with it. Reads go to git, never to what was published. Its access record is what it was when
 * the wiki was opened; what it says is for callers to heed.
 */
export interface Wiki extends WikiInfo {
  /** @see listPages */
  listPages(options?: ListPagesOptions): Promise<PageList>;
  /** @see listFiles */
  listFiles(): Promise<Map<string, string>>;
  /** @see readPage */
  readPage(path: string, options?: ReadPageOptions): Promise<Page>;
  /** @see readPages */
  readPages(paths: readonly string[], options?: ReadPagesOptions): Promise<(Page | WikiError)[]>;
  /** @see pageLinks */
  links(path: string, options?: LinksOptions): Promise<PageLinks>;
  /** @see search */
  search(options: SearchOptions): Promise<SearchResult>;
  /** @see changesSince */
  changesSince(options?: ChangesSinceOptions): Promise<ChangesSince>;
  /** @see survey */
  survey(options?: SurveyOptions): Promise<Survey>;
  /** @see findSimilar */
  findSimilar(options: FindSimilarOptions): Promise<SimilarPage[]>;
  /** @see listAttachments */
  listAttachments(options?: ListAttachmentsOptions): Promise<AttachmentList>;
  /** @see readAttachment */
  readAttachment(path: string, options?: ReadAttachmentOptions): Promise<Attachment>;
  /** @see write */
  write(request: WriteRequest, publishing?: Pick<PublishOptions, 'onProgress'>): Promise<WriteResult>;
  /** @see publish */
  publish(options?: PublishOptions): Promise<void>;
  /** @see reconcileWiki */
  reconcile(options?: Pick<PublishOptions, 'onPublished'>): Promise<void>;
  /** @see verify */
  verify(options?: Pick<PublishOptions, 'onProgress'>): Promise<VerifyReport>;
  /** @see rebuild */
  rebuild(options?: Pick<PublishOptions, 'onProgress'>): Promise<RebuildReport>;
  /** @see fold */
  fold(options?: FoldWikiOptions): Promise<FoldedWiki | undefined>;
  /** @see foldDue */
  foldDue(): Promise<{ objects: boolean; index: boolean }>;
  /** @see history */
  history(options?: HistoryOptions): Promise<Change[]>;
  /** @see diff */
  diff(revision: string, options?: DiffOptions): Promise<string>;
  /** @see blamePage */
  blame(path: string, options?: { revision?: string }): Promise<BlamedLine[]>;
  /** @see restore */
  restore(request: RestoreRequest): Promise<WriteResult>;
  /** @see revert */
  revert(request: RevertRequest): Promise<WriteResult>;
  /** @see importHistory */
  importHistory(options: ImportHistoryOptions): Promise<ImportedHistory>;
  /** The shell that every page was rendered with; undefined before the first publication. */
  publishedShell(): Promise<string | undefined>;
}

/** Writers of one wiki within this process wait for each other instead of losing races for the ref. */
const queues = new WeakMap<WikiContext['repository'], Promise<unknown>>();

export function openWiki(context: WikiContext & { wiki: WikiInfo }): Wiki {
  const queue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = (queues.get(context.repository) ?? Promise.resolve()).then(work);
    queues.set(
      context.repository,
      result.catch(() => undefined),
    );
    return result;
  };
  /** Whatever tells of earlier texts. */
  const inThePast = async <Options extends { mayRead?: MayRead }>(options: Options | undefined) => {
    const mayRead = await mayReadPast(context, options?.mayRead);
    return { ...options, ...(mayRead === undefined ? {} : { mayRead }) } as Options;
  };
  /** That of HEAD is not the past. */
  const atRevision = <Options extends { mayRead?: MayRead; revision?: string }>(options: Options | undefined) =>
    options?.revision === undefined ? options : inThePast(options);
  return {
    ...context.wiki,
    listPages: (options) => tellFailure(() => listPages(context, options)),
    listFiles: () => tellFailure(() => listFiles(context)),
    readPage: (path, options) => tellFailure(async () => readPage(context, path, await atRevision(options))),
    readPages: (paths, options) => tellFailure(async () => readPages(context, paths, await atRevision(options))),
    links: (path, options) => tellFailure(() => pageLinks(context, path, options)),
    search: (options) => tellFailure(() => search(context, options)),
    changesSince: (options) => tellFailure(async () => changesSince(context, await inThePast(options))),
    survey: (options) => tellFailure(() => survey(context, options)),
    findSimilar: (options) => tellFailure(() => findSimilar(context, options)),
    listAttachments: (options) => tellFailure(() => listAttachments(context, options)),
    readAttachment: (path, options) =>
      tellFailure(async () => readAttachment(context, path, await atRevision(options))),
    write: (request, publishing) => queue(() => tellFailure(() => write(context, request, publishing))),
    publish: (options) => publish(context, options),
    reconcile: (options) => reconcileWiki(context, options),
    verify: (options) => verify(context, options),
    rebuild: (options) => rebuild(context, options),
    fold: (options) => fold(context, options),
    foldDue: () => foldDue(context),
    history: (options) => tellFailure(async () => history(context, await inThePast(options))),
    diff: (revision, options) => tellFailure(async () => diff(context, revision, await inThePast(options))),
    blame: (path, options) => tellFailure(() => blamePage(context, path, options)),
    restore: (request) => queue(() => tellFailure(() => restore(context, request))),
    revert: (request) => queue(() => tellFailure(() => revert(context, request))),
    importHistory: (options) => queue(() => importHistory(context, options)),
    publishedShell: async () => (await readRecentChanges(context))?.shell,
  };
}
