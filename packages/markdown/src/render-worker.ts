import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { serveRenderJobs } from './render-jobs.ts';
import { renderPageWithDiagrams } from './render-page.ts';

/** What a worker's `workerData` is that renders pages. */
export const RENDER_WORKER = 'holt-render-worker';

/** The module that a worker runs: this one, or the bundle that it has become part of. */
export const RENDER_WORKER_URL = import.meta.url;

// A bundle runs this in its main thread too, and in the workers of others.
if (!isMainThread && workerData === RENDER_WORKER && parentPort !== null) {
  serveRenderJobs(parentPort, renderPageWithDiagrams);
}
