import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

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
    layoutShift: () => page.evaluate(() => (globalThis as unknown as { layoutShift: number }).layoutShift),
  };
}
