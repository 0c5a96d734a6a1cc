import { expect, test } from 'vitest';
import { findLinks } from './find-links.ts';
import { readTitle } from './read-title.ts';
import { renderPage } from './render-page.ts';

const WIKI = { owner: 'me', name: 'notes' };
const MARKDOWN = '# [[A title|Folder/Page#Part]]\n\n[[Plain]] [[a|b|c]] ![[x.png|20]] **[[T|../Up]]**';

test('wiki links that begin with the title lead to what follows it', () => {
  const options = { wiki: WIKI, path: 'folder/Page', titleFirst: true };
  const { html, title } = renderPage(MARKDOWN, options);
  expect(title).toBe('A title');
  expect(html).toContain('<a href="/me/notes/Folder/Page#part">A title</a>');
  expect(html).toContain('<a href="/me/notes/Plain">Plain</a>');
  expect(html).toContain('width="20"');
  expect(html).toContain('<a href="/me/notes/Up">T</a>');
  expect(readTitle(MARKDOWN, 'Page', options)).toBe('A title');
  expect(findLinks(MARKDOWN, 'folder/Page', options).map(({ target }) => target)).toEqual([
    'Folder/Page',
    'Plain',
    'b|c',
    'x.png',
    'Up',
  ]);
});

test('without the setting the target comes first', () => {
  expect(findLinks(MARKDOWN, 'folder/Page')[0]).toMatchObject({ target: 'A_title', text: 'Folder/Page#Part' });
});
