import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Request,
} from 'playwright-core';

const EXECUTABLE = process.env.HOLT_CHROMIUM ?? '/usr/bin/chromium';

/** @param args further ones of the command line */
export function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...args,
    ],
  });
}

export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  /** Console errors, failed requests, uncaught exceptions and CSP violations. */
  problems: string[];
  /** Waits until the page has done all that it does without its reader. */
  settled(): Promise<void>;
  /** The sum of all layout shifts so far. */
  layoutShift(): Promise<number>;
}

/** A page in a context of its own, watched for everything a reader should never meet. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('requestfailed', (request) => problems.push(`${request.url()}: ${request.failure()?.errorText}`));
  if (options.javaScriptEnabled !== false) {
    await page.addInitScript(() => {
      const shifts = globalThis as unknown as { layoutShift: number };
      shifts.layoutShift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.layoutShift += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
  }
  return {
    page,
    context,
    problems,
    settled: watchRequests(page, options.javaScriptEnabled !== false),
    layoutShift: () => page.evaluate(() => (globalThis as unknown as { layoutShift: number }).layoutShift),
  };
}

/** @returns {() => Promise<void>} waits for the scripts of Holt's pages, two frames, and that nothing is asked for any more */
function watchRequests(page: Page, hasScripts: boolean): () => Promise<void> {
  const underWay = new Set<Request>();
  let begun = 0;
  let onEnd = (): void => {};
  const end = (request: Request) => {
    underWay.delete(request);
    if (underWay.size === 0) onEnd();
  };
  page.on('request', (request) => {
    begun++;
    underWay.add(request);
  });
  page.on('requestfinished', end);
  page.on('requestfailed', end);
  const whenAnswered = () =>
    new Promise<void>((resolve) => {
      onEnd = resolve;
      if (underWay.size === 0) resolve();
    });
  return async () => {
    let before: number;
    do {
      before = begun;
      await page.waitForLoadState();
      await whenAnswered();
      // A page that leads on to another ends what is evaluated in it.
      if (hasScripts) await page.evaluate(paintTwice).catch(() => page.waitForLoadState());
    } while (begun > before || underWay.size > 0);
  };
}

/** Runs in the page. */
async function paintTwice(): Promise<void> {
  const { holt } = globalThis as unknown as { holt?: { answer?: Promise<unknown> } };
  // Embedded text comes in after the list of pages.
  const isSettled = () => document.documentElement.dataset.settled !== undefined || !document.querySelector('a.embed');
  await holt?.answer;
  for (let frames = 0; frames < 2 || !isSettled(); frames++) await new Promise(requestAnimationFrame);
}
