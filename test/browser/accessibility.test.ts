import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { type RunningEdge, startDev, temporaryFolder } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';

const PAGE = `---
status: draft
---
# Rivers

See [[Mill]], [[Nowhere]] and <https://example.com>. Press <kbd>g</kbd>, \`code\`, ==mark==.

## One

- [x] done
- [ ] open[^1]

> A quotation.

## Two

| a | b |
| - | -: |
| 1 | 2 |

### Two b

\`\`\`ts
const a = 1;
\`\`\`

<details><summary>More</summary>

Folded.

</details>

[^1]: The note.
`;

let edge: RunningEdge;
let browser: Browser;
let commit: string;
const removals: (() => void)[] = [];

beforeAll(async () => {
  const data = join(
    temporaryFolder((remove) => removals.push(remove)),
    'data',
  );
  [edge, browser] = await Promise.all([startDev(['--data', data]), launchBrowser()]);
  const session = await connect(edge.mcp, edge.token);
  for (const [path, content] of [
    ['Mill', '# Mill\n\nOne.\n'],
    ['Places/Rivers', PAGE],
    ['Mill', '# Mill\n\nTwo.\n'],
  ])
    await session.call('write_page', { wiki: 'me/notes', path, content });
  await session.close();
  const changes = await (await fetch(`${edge.url}-/changes`)).text();
  commit = /-\/commit\/[0-9a-f]{40}/.exec(changes)?.[0] as string;
});
afterAll(async () => {
  await browser.close();
  await edge.stop();
  for (const remove of removals) remove();
});

const kinds: [kind: string, path: () => string][] = [
  ['a page', () => 'Places/Rivers'],
  ['a page as it greets', () => ''],
  ['the index', () => '-/'],
  ['the changes', () => '-/changes'],
  ['a commit', () => commit],
  ['an address that names nothing', () => 'Nothing_Here'],
];
const screens: [screen: string, viewport: { width: number; height: number }][] = [
  ['a phone', { width: 390, height: 844 }],
  ['a desktop', { width: 1280, height: 800 }],
];

describe.each(kinds)('%s', (_kind, path) => {
  describe.each(screens)('on %s', (_screen, viewport) => {
    it.each(['light', 'dark'] as const)('has no violation that axe finds, in %s', async (colorScheme) => {
      const { page, context } = await openPage(browser, { viewport, colorScheme, bypassCSP: true });
      onTestFinished(() => context.close());
      await page.goto(edge.url + path(), { waitUntil: 'networkidle' });
      for (const summary of await page.locator('summary:visible').all()) await summary.click();
      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: Pick<typeof axe, 'run'> }).axe.run();
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
        );
      });
      expect(found).toEqual([]);
    });
  });
});
