import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { runHolt } from '../support/holt-process.ts';
import { connect } from '../support/mcp-client.ts';
import { type BrowsedWiki, browseWiki } from './browse-wiki.ts';

/** What the name of one of the pages begins with, and its text has. */
export const HOSTILE = '<img src=x onerror="document.documentElement.dataset.owned=1">';
/** How many pages are found by "grayling". */
export const SPECIES = 12;

/** A wiki of which some pages are in the main part of the index, and some in the other. */
export async function startSearchedWiki(): Promise<BrowsedWiki> {
  const folded: Record<string, string> = {
    'Places/Mill':
      '---\ntags: [water]\n---\n# Mill\n\nA wheel of larch.\n\n## Repair of the sluice\n\nThe carpenters made it anew.\n',
    'Places/Weir': '# Weir\n\nBelow the mill. The sluice is shut in winter.\n',
    'Notes/Count': '# Count\n\nEleven otters at the Weir.\n',
  };
  for (let i = 1; i < SPECIES; i++) folded[`Living/Kind_${i}`] = `# Kind ${i}\n\nEats grayling, number ${i}.\n`;
  const wiki = await browseWiki(folded);
  await holt(wiki, 'fold', '--wiki', 'me/notes');
  await write(
    wiki,
    'Notes/Odd',
    `---\ntitle: '${HOSTILE}Zyzzyva'\n---\n# Odd\n\nText.\n\n## \`${HOSTILE}\`\n\nA word, zymurgy, and \`${HOSTILE}\`.\n`,
  );
  await write(wiki, `Living/Kind_${SPECIES}`, `# Kind ${SPECIES}\n\nEats grayling, too.\n`);
  return wiki;
}

export async function holt({ edge }: BrowsedWiki, ...args: string[]): Promise<void> {
  const { status, stderr } = await runHolt([...args, '--data', edge.data]);
  expect([status, stderr]).toEqual([0, '']);
}

export async function write({ edge }: BrowsedWiki, path: string, content: string): Promise<void> {
  const session = await connect(edge.mcp, edge.token);
  const { isError, text } = await session.call('write_page', { wiki: 'me/notes', path, content });
  await session.close();
  if (isError) throw new Error(text);
}

export const field = (page: Page) => page.locator('input[name=q]');
export const options = (page: Page) => page.getByRole('option');
export const results = (page: Page) => page.locator('main h2 a');
export const told = (page: Page) => page.locator('form[role=search] [role=status]');
export const chosen = (page: Page) => page.locator('[role=option][aria-selected=true]');
export const allResults = (page: Page, text: string) => page.getByRole('option', { name: `All results for “${text}”` });

/** Types into the header's field and waits for the answer. */
export async function search(page: Page, text: string): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  await allResults(page, text).waitFor();
}

export const titlesFound = async (page: Page) => (await options(page).locator('b').allTextContents()).sort();

export const isFocused = (element: Locator) => element.evaluate((one) => one === document.activeElement);
