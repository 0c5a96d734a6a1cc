import { availableParallelism } from 'node:os';
import { type RenderedPage, type RenderOptions, renderAsText, renderPage } from './render-page.ts';
import { RENDER_WORKER_URL } from './render-worker.ts';
import { type WorkerFailure, WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';

/** Pages up to this are rendered where they are asked for (UTF-16 units): a thread would cost more than it saves. */
export const MAX_INLINE_LENGTH = 8 * 1024;

const DEFAULTS: WorkerPoolOptions = {
  url: RENDER_WORKER_URL,
  count: Math.min(2, availableParallelism()),
  deadlineMs: 10_000,
  heapMiB: 512,
};

/** A page that may have a diagram is rendered in a thread, however short it is. */
const DIAGRAM = /(?:`{3}|~{3})[^\S\n]*mermaid/i;

export type SafeRenderer = (markdown: string, options: RenderOptions) => Promise<RenderedPage>;

/**
 * Renders a page as `renderPage` does, but with its diagrams drawn, and without blocking this thread: a page over 8 KiB or
 * with a diagram is rendered in another, which is killed after 10 seconds or at 512 MiB. That page is shown as plain text, with the reason; the others go on. Never rejects.
 */
export const renderPageSafely: SafeRenderer = createSafeRenderer();

export function createSafeRenderer(options: Partial<WorkerPoolOptions> = {}): SafeRenderer {
  const limits = { ...DEFAULTS, ...options };
  const pool = new WorkerPool(limits);
  const reasons: Record<Exclude<WorkerFailure, 'no worker'>, string> = {
    deadline: `It took longer than ${limits.deadlineMs / 1000} seconds to format.`,
    memory: `It took more than ${limits.heapMiB} MiB of memory to format.`,
    crash: 'It could not be formatted.',
  };
  return async (markdown, page) => {
    if (markdown.length <= MAX_INLINE_LENGTH && !DIAGRAM.test(markdown)) return renderPage(markdown, page);
    // What a caller knows of the wiki besides can't be handed to a thread.
    const { wiki, path, titleFirst } = page;
    const options = { wiki: { owner: wiki.owner, name: wiki.name }, path, titleFirst };
    const result = await pool.render({ markdown, options });
    if (typeof result !== 'string') return result;
    // Where no thread can be started, as in a bundle of another format, the scan before parsing is the bound.
    return result === 'no worker' ? renderPage(markdown, page) : renderAsText(markdown, page, reasons[result]);
  };
}
