import type { LastChange } from '@holt/site';
import type { CountingStore } from '@holt/storage/testing';
import type { RenderedPage } from '../../../packages/markdown/src/index.ts';

/** The wiki that every architecture serves. */
export const WIKI = { owner: 'me', name: 'bench' } as const;

/** A page as it was committed, rendered once for all architectures. */
export interface CommittedPage {
  path: string;
  markdown: string;
  rendered: RenderedPage;
  lastChange: LastChange;
}

/** What a browser is sent. */
export interface Answer {
  contentType: string;
  body: Uint8Array;
}

/** Addresses that a browser asks for to show a page with its sidebar. */
export interface View {
  /** By a reader who has nothing yet. */
  first: string[];
  /** By a reader who has just read another page of the wiki. */
  next: string[];
  /** Of `next`, what is asked for with its ETag and has not changed: a request without a body. */
  unchanged: string[];
}

/** What is so by design, and not measured. */
export interface Traits {
  /** What a read that no cache answers asks of the store. */
  requestsAMiss: number;
  /** Functions of ours that such a read runs. */
  functionsAMiss: number;
  /** Requests of a browser that wait for each other until the text is there. */
  requestsInARow: number;
  /** What a reader without JavaScript has. */
  withoutScript: string;
}

/** One way to bring pages with a sidebar to readers. */
export interface Architecture {
  /** For people. */
  name: string;
  traits: Traits;
  store: CountingStore;
  /** Brings what readers get up to date after a commit of these pages, which are new or changed. */
  publish(pages: readonly CommittedPage[]): Promise<void>;
  view(path: string): Promise<View>;
  /** Undefined: there is nothing at this address. */
  respond(url: string): Promise<Answer | undefined>;
}
