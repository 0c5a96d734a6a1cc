import { describe, expect, test } from 'vitest';
import { type RewriteOptions, rewriteLinks } from './rewrite-links.ts';

function rewrite(markdown: string, moves: Record<string, string>, options: Partial<RewriteOptions> = {}): string {
  return rewriteLinks(markdown, { path: 'folder/Page', moved: new Map(Object.entries(moves)), ...options });
}

const OLD_TO_NEW = { Old: 'New', 'folder/Old': 'folder/New' };

describe('a link to a page that moved keeps its form', () => {
  test.each([
    ['[[Old]]', '[[New]]'],
    ['[[Old|label]]', '[[New|label]]'],
    ['[[ Old #A Part | label ]]', '[[ New #A Part | label ]]'],
    ['[[Old.md]]', '[[New.md]]'],
    ['[[/Old]]', '[[/New]]'],
    ['[[./Old]]', '[[./New]]'],
    ['[[../Old]]', '[[../New]]'],
    ['![[Old#Part]]', '![[New#Part]]'],
    ['| a |\n|---|\n| [[Old\\|b]] |', '| a |\n|---|\n| [[New\\|b]] |'],
    ['[a](Old.md)', '[a](New.md)'],
    ['[a](Old)', '[a](New)'],
    ['[a](./Old.md)', '[a](./New.md)'],
    ['[a](../Old.md)', '[a](../New.md)'],
    ['[a](/Old)', '[a](/New)'],
    ['[a](/Old.md?x=%20y#A%20b "title")', '[a](/New.md?x=%20y#A%20b "title")'],
    ['[a](</Old> (t))', '[a](</New> (t))'],
    ['[a]( /Old )', '[a]( /New )'],
    ['[a](/%4Fld)', '[a](/New)'],
    ['[a](/O\\ld&#35;x)', '[a](/O\\ld&#35;x)'],
    ['[a](/&#79;ld?a=(b)&amp;c)', '[a](/New?a=%28b%29%26c)'],
    ['![a](/Old.md)', '![a](/New.md)'],
    ['[![a](/Old)](/Old)', '[![a](/New)](/New)'],
    ['[a][b] [b] ![b]\n\n[b]: /Old "t"', '[a][b] [b] ![b]\n\n[b]: /New "t"'],
    ['> [b]:\n>   </Old>', '> [b]:\n>   </New>'],
    ['<a title="/Old" href="/Old#x">Old</a>', '<a title="/Old" href="/New#x">Old</a>'],
    ["<div>\n<A HREF='/Old'>x</A>\n</div>", "<div>\n<A HREF='/New'>x</A>\n</div>"],
    ['<a href=/Old>x</a>', '<a href=/New>x</a>'],
    ['> [!note] [[Old]]\n> [a](/Old)', '> [!note] [[New]]\n> [a](/New)'],
    ['- a\r\n\t- [[Old]]\r\n', '- a\r\n\t- [[New]]\r\n'],
    ['---\ntitle: "[[Old]]"\n---\n[[Old]]', '---\ntitle: "[[Old]]"\n---\n[[New]]'],
    ['\ufeff[[Old]] \0 [[Old]]', '\ufeff[[New]] \0 [[New]]'],
    ['\ud800 [[Old]] \udc00', '\ud800 [[New]] \udc00'],
    ['[^1]\n\n[^1]: [[Old]]\n[^2]: [[Old]]', '[^1]\n\n[^1]: [[New]]\n[^2]: [[New]]'],
  ])('%j', (before, after) => {
    expect(rewrite(before, OLD_TO_NEW)).toBe(after);
  });
});

describe('nothing else changes', () => {
  test.each([
    ['code', '`[[Old]]` `[a](/Old)`\n\n    [[Old]]\n\n```\n[[Old]]\n```\n'],
    ['comments', '<!-- [[Old]] <a href="/Old"> -->\n\na <!-- [a](/Old) --> b'],
    ['escapes', '\\[[Old]] \\[a](/Old)'],
    ['formulas', '$[[Old]]$\n\n$$\n[a](/Old)\n$$\n'],
    ['other pages', '[[Older]] [[folder/Old/x]] [a](/Old/x) [[old]]'],
    ['other sites', '[a](https://example.com/Old) <https://example.com/Old> mailto:Old'],
    ['files', '[a](/Old.pdf) ![[Old.png]]'],
    ['titles and texts', '[Old](x "/Old") [[x|Old]]'],
    ['links to headings', '[a](#Old) [[#Old]]'],
    ['front matter', '---\na: "[x](/Old)"\n---\n'],
    ['HTML in a quote whose tag has the mark of the quote inside', '> <a\n> href="/Old">x</a>'],
    ['a page that is shown as plain text', `[[Old]]\n\n${'> '.repeat(100)}`],
  ])('%s', (_what, markdown) => {
    expect(rewrite(markdown, { Old: 'New' })).toBe(markdown);
  });
});

describe('the new path is written so that it is read again', () => {
  test.each([
    ['[[Old Page]] [[Old_Page]]', 'Guide/New_Page', '[[Guide/New Page]] [[Guide/New_Page]]'],
    ['[a](/Old%20Page.md) [b](</Old Page>)', 'New_Page', '[a](/New_Page.md) [b](</New_Page>)'],
    ['[[Old Page]] [a](../Old_Page)', '_x_/a', '[[_x_/a]] [a](../_x_/a)'],
    ['[a](/Old_Page)', 'a_(b)', '[a](/a_(b))'],
    ['[a](/Old_Page)', 'a)b', '[a](/a%29b)'],
    ['[a](/Old_Page)', 'A&amp;B', '[a](/A%26amp;B)'],
    ['[a](/Old_Page) `c`', 'a`b', '[a](/a%60b) `c`'],
    ['[[Old_Page]] `c`', 'a`b', '[[Old_Page]] `c`'],
    ['[a](/Old_Page)', 'Ärger', '[a](/Ärger)'],
    ['[a](/Old_Page?%C3%A4)', 'Ärger', '[a](/%C3%84rger?%C3%A4)'],
    ['[a](/Old_Page) [[Old_Page]]', 'notes.txt', '[a](/notes.txt.md) [[notes.txt.md]]'],
    ['<a href="/Old_Page">', "It's", '<a href="/It%27s">'],
    ['[a](../Old_Page) [b](.././Old_Page.md)', 'folder/x', '[a](./x) [b](./x.md)'],
    ['[a](/Old_Page) [[Old_Page]]', 'Home', '[a](/Home) [[Home]]'],
  ])('%j to %j', (before, to, after) => {
    expect(rewrite(before, { Old_Page: to })).toBe(after);
  });

  test('a wiki link that would become too long to be one stays', () => {
    const markdown = `[[Old|${'a'.repeat(995)}]]`;
    expect(rewrite(markdown, { Old: 'A/longer/path' })).toBe(markdown);
  });
});

test('the home page is also what leads to the root', () => {
  expect(rewrite('[a](/) [b](..) [c](../Home.md) [[Home]]', { Home: 'Start' })).toBe(
    '[a](/Start) [b](../Start) [c](../Start.md) [[Start]]',
  );
});

describe('a page that moves itself', () => {
  const move = { newPath: 'other/deep/Page' };

  test.each([
    ['[a](Sibling.md)', '[a](../../folder/Sibling.md)'],
    ['[b](./My%20Sibling.md#x)', '[b](../../folder/My%20Sibling.md#x)'],
    ['[[./Sibling]]', '[[../../folder/Sibling]]'],
    ['[c](..)', '[c](../../)'],
    ['![a](den.png)', '![a](../../folder/den.png)'],
    ['![b](<a b.png>)', '![b](<../../folder/a b.png>)'],
    ['<img src="den.png">', '<img src="../../folder/den.png">'],
    ['[c](../-/changes)', '[c](../../-/changes)'],
  ])('%j leads where it led', (before, after) => {
    expect(rewrite(before, {}, move)).toBe(after);
  });

  test('links from the root and to its own headings stay', () => {
    const markdown = '[[Other]] [a](/Other.md) [b](#part) ![[den.png]] [c](?x)';
    expect(rewrite(markdown, {}, move)).toBe(markdown);
  });

  test('links to itself follow it', () => {
    expect(rewrite('[[folder/Page#x]] [a](Page.md) [b](/folder/Page)', {}, move)).toBe(
      '[[other/deep/Page#x]] [a](Page.md) [b](/other/deep/Page)',
    );
  });

  test('within its folder, relative links stay as they are', () => {
    const markdown = '[a](Sibling.md) [b](../x) ![c](den.png)';
    expect(rewrite(markdown, {}, { newPath: 'folder/Renamed' })).toBe(markdown);
  });

  test('a sibling that moves with it stays beside it', () => {
    expect(rewrite('[a](./Sibling.md)', { 'folder/Sibling': 'other/deep/Sibling' }, move)).toBe('[a](./Sibling.md)');
  });
});

test('where wiki links begin with their title, the page behind it moves', () => {
  const options = { titleFirst: true };
  expect(rewrite('[[Old|Old]] [[Old]] [[Old|]] ![[Old|200]]', OLD_TO_NEW, options)).toBe(
    '[[Old|New]] [[New]] [[New|]] ![[New|200]]',
  );
});
