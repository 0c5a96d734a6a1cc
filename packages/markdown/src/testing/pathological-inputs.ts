/**
 * Texts that are costly for Markdown parsers, after the ideas of cmark's pathological tests: each pattern can be made of
 * any length.
 */
export const PATHOLOGICAL_INPUTS: readonly [name: string, make: (length: number) => string][] = [
  ['nested lists on one line', repeated('- ', 'a')],
  ['nested lists of stars', repeated('* ', 'a')],
  ['nested numbered lists', repeated('1. ', 'a')],
  ['nested quotes', repeated('> ', 'a')],
  ['nested quotes without spaces', repeated('>', 'a')],
  ['lists in quotes in lists', repeated('> - ', 'a')],
  ['lists nested by indentation', (length) => lines(length, (index) => `${'  '.repeat(index)}- a`)],
  [
    'lists nested by indentation, again and again',
    (length) => lines(length, (index) => `${'  '.repeat(index % 30)}- a`),
  ],
  ['strong emphasis that nests', repeated('*a **a ')],
  ['mismatched openers and closers', repeated('*a_ ')],
  ['closers without openers', repeated('a_ ')],
  ['openers without closers', repeated('_a ')],
  ['lengths that are multiples of three', (length) => `a**b${fill('c* ', length)}`],
  ['emphasis and strikethrough', repeated('*a ~~b_ ')],
  ['emphasis that matches', repeated('*a* b ')],
  ['emphasis in words', repeated('a*b*')],
  ['a run of stars', repeated('*')],
  ['link closers', repeated('a] ')],
  ['link openers', repeated('[a ')],
  ['link openers and emphasis closers', repeated('[ a_ ')],
  ['openers of links and of destinations', repeated('[ (](')],
  ['images in links in images', repeated('![[]()')],
  ['links around emphasis', repeated('**x [a*b**c*](d) ')],
  ['nested brackets', (length) => `${'['.repeat(length / 2)}a${']'.repeat(length / 2)}`],
  ['words after a bracket that stays open', (length) => `[[${fill('a ', length)}`],
  ['escapes after a bracket that stays open', (length) => `[${fill('\\a b ', length)}`],
  ['code spans after a bracket that stays open', (length) => `[${fill('`a` b ', length)}`],
  ['links after a bracket that stays open', (length) => `[${fill('[a](b) ', length)}`],
  ['lines after a bracket that stays open', (length) => `[${fill('a/b/c-d e\n', length)}`],
  ['nested links', (length) => `${'['.repeat(length / 5)}a${'](u)'.repeat(length / 5)}`],
  ['unclosed destinations in angles', repeated('[a](<b')],
  ['unclosed destinations', repeated('[a](b')],
  ['links', repeated('[a](b) ')],
  ['wiki links', repeated('[[links]] ')],
  ['wiki links with texts', repeated('[[a|b]]')],
  ['unclosed wiki links', repeated('[[a ')],
  ['embeddings', repeated('![[a.png]] ')],
  ['runs of backticks of many lengths', (length) => words(length, (index) => `e${'`'.repeat(index + 1)}`)],
  ['code spans', repeated('`a` ')],
  ['code spans among words', repeated('`a` b ')],
  ['tags that never end', repeated('<a ')],
  ['tags', repeated('a <b> ')],
  ['tags that nest', repeated('<b><i>')],
  ['blocks of HTML that nest', repeated('<div>\n')],
  ['lists of HTML that nest', repeated('<ul><li>')],
  ['attributes', (length) => `<a ${fill('b="c" ', length)}>`],
  ['less-than signs', repeated('<')],
  ['comments that never end', repeated('a <!-- ')],
  ['instructions that never end', repeated('a <? ')],
  ['declarations that never end', repeated('a <!A ')],
  ['CDATA that never ends', repeated('a <![CDATA[ ')],
  ['addresses in angles', repeated('<http://a> ')],
  ['addresses without angles', repeated('http://a.b ')],
  ['addresses without angles among words', repeated('http://a.b c d ')],
  ['names of hosts', repeated('www.a.b ')],
  ['names of hosts among words', repeated('www.a.b c d ')],
  ['mail addresses', repeated('a@b.c ')],
  ['mail addresses among words', repeated('a@b.c d e ')],
  ['what may be a mail address', repeated('a.b-')],
  ['at signs', repeated('a@')],
  ['character references', repeated('&amp;')],
  ['character references among words', repeated('&amp; b c ')],
  ['what may be character references', repeated('&a')],
  ['escapes', repeated('\\a')],
  ['definitions', (length) => lines(length, (index) => `[${index}]: /u`)],
  [
    'definitions and references',
    (length) => `${lines(length / 2, (index) => `[k${index}]: /u`)}\n${lines(length / 2, (index) => `[x${index}]\n`)}`,
  ],
  ['references to one long definition', (length) => `[a]: /${'u'.repeat(length / 2)}\n\n${fill('[a] ', length / 2)}`],
  ['footnotes', (length) => lines(length, (index) => `t[^${index}]\n\n[^${index}]: x\n`)],
  ['references to one footnote', (length) => `${fill('[^a] ', length)}\n\n[^a]: x`],
  ['footnotes in footnotes', (length) => lines(length, (index) => `[^${index}]: [^${index + 1}]\n`)],
  ['headings', repeated('# a\n')],
  ['headings of one text', repeated('## Same\n')],
  ['underlined headings', repeated('a\n=\n')],
  ['thematic breaks', repeated('---\n')],
  ['empty lines', repeated('\n')],
  ['hard breaks', repeated('a  \n')],
  ['items', repeated('- item\n')],
  ['items with empty lines', repeated('- item\n\n')],
  ['lists and paragraphs in turn', repeated('- a\n\nb\n\n')],
  ['lists of two kinds in turn', repeated('- a\n* b\n')],
  ['tasks', repeated('- [ ] a\n')],
  ['empty items', repeated('- \n')],
  ['empty lines in a deep list', (length) => `${'- '.repeat(30)}x${fill('\n', length)}`],
  [
    'empty lines in a deep list in a deep quote',
    (length) => `${'> '.repeat(15)}${'- '.repeat(15)}x\n${fill('>\n', length)}`,
  ],
  ['quotes and empty lines in turn', repeated('> a\n\n')],
  ['lazy lines of a deep quote', (length) => `${'> '.repeat(30)}a\n${fill('b\n', length)}`],
  ['rows of a table', (length) => `|a|b|c|\n|-|-|-|\n${fill('|one|two|three|\n', length)}`],
  ['columns of a table', (length) => `|${fill('a|', length / 2)}\n|${fill('-|', length / 2)}`],
  ['bars', repeated('|')],
  ['lines of code', (length) => `\`\`\`\n${fill('# code *a_ [b\n', length)}\`\`\``],
  ['code that never ends', (length) => `~~~\n${fill('# code *a_ [b\n', length)}`],
  ['a fence that is in a comment', (length) => `<!--\n\n\`\`\`\n-->\n\n${fill('*a_ ', length)}`],
  ['a fence that is in HTML', (length) => `<div>\n\`\`\`\n\n${fill('*a_ ', length)}`],
  ['a fence that ends with its item', (length) => `- a\n  \`\`\`\nb ${fill('*a_ ', length)}`],
  ['a fence that was indented', (length) => ` \`\`\`\n\`\`\`\n\n${fill('*a_ ', length)}`],
  ['a table that is none', (length) => `a|b|c\n-|-\n${fill('*a_ ', length)}`],
  ['bullets that are no items', (length) => `a\n${fill('     - *a_\n', length)}`],
  ['marks', repeated('==a== b ')],
  ['openers of marks', repeated('==a ')],
  ['equals signs', repeated('=')],
  ['equals signs in words', repeated('a==b')],
  ['marks in emphasis', repeated('*a ==b* c== ')],
  ['callouts', repeated('> [!note] a\n> b\n\n')],
  ['callouts that fold', repeated('> [!x]- a\n\n')],
  ['callouts in callouts', (length) => lines(length, (index) => `${'> '.repeat(index % 30)}[!note]`)],
  ['a callout with a long title', (length) => `> [!note] ${fill('*a* ', length)}`],
  ['blocks of colons', repeated('::: note\na\n:::\n')],
  ['blocks of colons that never end', repeated('::: note\n')],
  [
    'blocks of colons, nested as far as they may',
    (length) => fill(`${'::: note\n'.repeat(30)}${':::\n'.repeat(30)}`, length),
  ],
  ['lines in nested blocks of colons', (length) => `${'::: note\n'.repeat(30)}${fill('a\n', length)}`],
  ['paragraphs in nested blocks of colons', (length) => `${'::: note\n'.repeat(30)}${fill('a\n\n', length)}`],
  ['blocks of colons in lists', repeated('- a\n  ::: note\n  b\n  :::\n')],
  ['ends of blocks of colons', repeated(':::\n')],
  ['a fence that its block ends', (length) => `::: note\n\`\`\`\n:::\n${fill('*a_ ', length)}`],
  ['a fence that its block ends in a quote', (length) => `> ::: note\n\n\`\`\`\n:::\n${fill('*a_ ', length)}`],
  ['spoilers', repeated('>! a\n\n')],
  ['nested spoilers', repeated('>!', 'a')],
  ['nested folds', repeated('>| ', 'a')],
  ['folds', repeated('>| # a\n>| b\n\n')],
  ['lines of a spoiler', repeated('>! a\n')],
  [
    'abbreviations',
    (length) => `${lines(length / 2, (index) => `*[A${index}]: a`)}\n${words(length / 2, (index) => `A${index} `)}`,
  ],
  [
    'uses of many abbreviations',
    (length) =>
      `${lines(3000, (index) => `*[${'a'.repeat(50)}${index}]: a`)}\n${fill(`${'a'.repeat(50)} `, length - 4000)}`,
  ],
  [
    'uses of an abbreviation with a long explanation',
    (length) => `*[A]: ${'a'.repeat(299)}\n\n${fill('A ', length - 400)}`,
  ],
  ...[
    'cpp a b(',
    'c a b',
    'csharp A;',
    'ini a.',
    'ruby \n',
    'markdown <a><b>',
    'bash ${',
    'console $ ${',
    'less int a(',
  ].map((pattern): [string, (length: number) => string] => {
    const [language = '', unit = ''] = pattern.split(/ (.*)/s);
    const line = `${fill(unit, 290)}\n`;
    return [
      `highlighted ${language} of ${JSON.stringify(unit)}`,
      (length) => fill(fence(language, fill(line, 19_000)), length),
    ];
  }),
  ['lines of a highlighted session', repeated(fence('console', fill('$ ${${${${${${\n', 19_000)))],
  ['small blocks of highlighted code', repeated(fence('ts', 'const a = 1;\n'))],
  ['blocks of code with numbered lines', repeated(fence('ts=', 'a\n'.repeat(500)))],
  ['long lists of marked lines', repeated(fence(`ts {${fill('1-10000,', 190)}}`, 'a\n'))],
  ['formulas', repeated('$a^2$ ')],
  ['formulas of one paragraph each', repeated('$$\na^2\n$$\n\n')],
  ['dollars', repeated('$')],
  ['dollars that open nothing', repeated('a $b ')],
  ['openers of long formulas', repeated(`$$${'a'.repeat(50)} `)],
  ['prices', repeated('$5 and ')],
  ['long formulas', repeated(`$${'{}'.repeat(990)}$\n\n`)],
  ['accented letters in formulas', repeated(`$${'é'.repeat(1980)}$\n\n`)],
  ['matrices', repeated(`$$\\begin{matrix}${'a\\\\'.repeat(600)}\\end{matrix}$$\n\n`)],
  ['nested fractions', repeated(`$${'\\frac{'.repeat(190)}a${'}{b}'.repeat(190)}$\n\n`)],
  ['nested roots', repeated(`$${'\\sqrt{'.repeat(240)}a${'}'.repeat(240)}$\n\n`)],
  ['nested parentheses in a formula', repeated(`$${'('.repeat(1990)}$\n\n`)],
  ['wrong formulas', repeated('$\\frac{$ ')],
  ['a formula that never ends', (length) => `$$\n${fill('# *a_ [b\n', length)}`],
  ['a fence in a formula', (length) => `$$\n\`\`\`\n$$\n${fill('*a_ ', length)}`],
  ['a formula in a fence', (length) => `\`\`\`\n$$\n\`\`\`\n${fill('*a_ ', length)}`],
  ['a formula that is none', (length) => `$$ a\n\`\`\`\n$$\n\`\`\`\n${fill('*a_ ', length)}`],
  ['prose', repeated(`${'The quick *brown* fox jumps [over](https://example.com) the `lazy` dog. '.repeat(3)}\n\n`)],
  ['one paragraph of many lines', repeated('word word word\n')],
  ['one line', repeated('word ')],
  ['one word', repeated('a')],
  ['short paragraphs', repeated('word\n\n')],
  ['sections with lists', repeated('## Heading\n\nText with a [link](x.md).\n\n- a\n- b\n\n')],
  ['NUL', repeated('\0')],
  ['tabs', repeated('\t')],
  ['lone surrogates', repeated('\ud800')],
  ['carriage returns', repeated('a\r')],
  ['front matter that nests', (length) => `---\na: ${'['.repeat(length)}\n---\n`],
  ['front matter that never ends', (length) => `---\n${fill('a: b\n', length)}`],
];

function fence(info: string, code: string): string {
  return `\`\`\`${info}\n${code}\`\`\`\n\n`;
}

function repeated(unit: string, end = ''): (length: number) => string {
  return (length) => fill(unit, length) + end;
}

function fill(unit: string, length: number): string {
  return unit.repeat(Math.max(0, Math.floor(length / unit.length)));
}

function lines(length: number, line: (index: number) => string): string {
  return words(length, (index) => `${line(index)}\n`);
}

function words(length: number, word: (index: number) => string): string {
  const parts: string[] = [];
  let total = 0;
  for (let index = 0; ; index++) {
    const part = word(index);
    total += part.length;
    if (total > length) return parts.join('');
    parts.push(part);
  }
}
