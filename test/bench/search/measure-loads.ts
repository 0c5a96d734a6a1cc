import type { Browser, CDPSession, Page } from 'playwright-core';

export interface Loads {
  /** All that came over the wire, with headers, bytes. */
  first: number;
  /** Of it, the script that searches. */
  script: number;
  second: number;
  /** Files of the first. */
  files: number;
}

const FIELD = 'form[role=search] [name=q]';
const REST_MS = 1500;

/**
 * What a reader's browser loads for two searches, one after the other: from the key that opens the field until nothing more comes, script and excerpts
 * with it, compressed as the edge does.
 * @param typed letter by letter, as people do; otherwise all at once
 */
export async function measureLoads(
  browser: Browser,
  wikiUrl: string,
  [first, second]: readonly [string, string],
  typed: boolean,
): Promise<Loads> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(wikiUrl, { waitUntil: 'networkidle' });
    const wire = await watchWire(await context.newCDPSession(page));
    await page.keyboard.press('/');
    const ask = async (question: string) => {
      if (typed) {
        await page.fill(FIELD, '');
        await page.locator(FIELD).pressSequentially(question, { delay: 60 });
      } else await page.fill(FIELD, question);
      await waitForRest(page, wire);
      return wire.splice(0);
    };
    const [one, two] = [await ask(first), await ask(second)];
    const sum = (some: readonly Loaded[]) => some.reduce((total, { bytes }) => total + bytes, 0);
    return {
      first: sum(one),
      script: sum(one.filter(({ url }) => url.includes('/assets/'))),
      second: sum(two),
      files: one.length,
    };
  } finally {
    await context.close();
  }
}

interface Loaded {
  url: string;
  bytes: number;
}

async function watchWire(session: CDPSession): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  const urls = new Map<string, string>();
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    loaded.push({ url: urls.get(requestId) ?? '', bytes: encodedDataLength });
  });
  return loaded;
}

/** Until nothing has come for a while. */
async function waitForRest(page: Page, loaded: readonly Loaded[]): Promise<void> {
  let before = -1;
  while (before !== loaded.length) {
    before = loaded.length;
    await page.waitForTimeout(REST_MS);
  }
}
