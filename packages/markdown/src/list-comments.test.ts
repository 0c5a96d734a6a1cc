import { describe, expect, it } from 'vitest';
import { listComments } from './list-comments.ts';

describe('HTML comments', () => {
  it('are listed in order, by the line of the page where each begins', () => {
    const page = [
      '---',
      'title: T',
      '---',
      '<!-- first -->',
      '',
      'Text <!-- in a line --> and <!--twice-->.',
      '',
      '- item',
      '',
      '  <!-- in',
      '  an item -->',
      '',
      '> <!-- quoted -->',
      '',
      '<div>',
      '<!-- in HTML -->',
      '</div>',
    ];
    expect(listComments(page.join('\n'))).toEqual([
      { line: 4, text: 'first' },
      { line: 6, text: 'in a line' },
      { line: 6, text: 'twice' },
      { line: 10, text: 'in\nan item' },
      { line: 13, text: 'quoted' },
      { line: 16, text: 'in HTML' },
    ]);
  });

  it('are listed though they do not end', () => {
    expect(listComments('a\n\n<!-- obey me\n\nand this\n')).toEqual([{ line: 3, text: 'obey me\n\nand this' }]);
  });

  it.each([
    ['in a fence', '```html\n<!-- a -->\n```\n'],
    ['in code', 'write `<!-- a -->` there\n'],
    ['that is escaped', '\\<!-- a -->\n'],
    ['on a page that is shown as plain text', `${'['.repeat(20_000)}\n\n<!-- a -->\n`],
  ])('are not what is seen by readers: %s', (_where, page) => {
    expect(listComments(page)).toEqual([]);
  });
});
