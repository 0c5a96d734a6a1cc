import { renderPage } from '../../../../packages/markdown/src/index.ts';

/** What makes HTML of a page. */
export const handler = async (): Promise<string> =>
  renderPage('# Den\n', { wiki: { owner: 'me', name: 'notes' }, path: 'Den' }).html;
