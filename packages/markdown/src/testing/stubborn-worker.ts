import { parentPort } from 'node:worker_threads';
import { serveRenderJobs } from '../render-jobs.ts';
import { renderPage } from '../render-page.ts';

/** Renders pages, but for those that say what else it does. */
if (parentPort !== null) {
  serveRenderJobs(parentPort, (markdown, options) => {
    if (markdown.startsWith('never end')) for (;;);
    if (markdown.startsWith('take all memory')) {
      for (const held: string[][] = []; ; ) held.push(Array.from({ length: 10_000 }, (_, index) => `${index}`));
    }
    if (markdown.startsWith('throw')) throw new Error('thrown on purpose');
    if (markdown.startsWith('exit')) process.exit(1);
    return renderPage(markdown, options);
  });
}
