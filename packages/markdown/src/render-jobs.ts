import type { MessagePort } from 'node:worker_threads';
import type { RenderedPage, RenderOptions } from './render-page.ts';

export interface RenderJob {
  markdown: string;
  options: RenderOptions;
}

/** What a worker says: that it can take jobs, then a page for each. */
export type RenderAnswer = 'ready' | RenderedPage;

/** Answers jobs, one after the other. */
export function serveRenderJobs(
  port: MessagePort,
  render: (markdown: string, options: RenderOptions) => RenderedPage,
): void {
  port.on('message', ({ markdown, options }: RenderJob) => port.postMessage(render(markdown, options)));
  port.postMessage('ready' satisfies RenderAnswer);
}
