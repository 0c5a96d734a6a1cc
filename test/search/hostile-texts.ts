const numbered = (count: number, word: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => word(i)).join(' ');

/** Pages by path. `word`: one that the page alone has, at its end or in its title. */
export const HOSTILE_PAGES: Readonly<Record<string, { content: string; word: string }>> = {
  '100000_distinct_words': {
    content: `# Vocabularium\n\n${numbered(100_000, (i) => `w${i.toString(36)}x`)}\n`,
    word: 'vocabularium',
  },
  one_word_of_a_megabyte: { content: `# Monolithos\n\n${'abcdefghij'.repeat(103_000)}\n`, word: 'monolithos' },
  one_word_of_Han_of_a_megabyte: {
    content: `# Hanblock\n\n${'漢字仮名交じり文'.repeat(42_000)}\n`,
    word: 'hanblock',
  },
  control_characters: {
    content: `# Control\u0007led \u001b[31mred\n\n${numbered(5000, (i) => String.fromCharCode(1 + (i % 31)) + i)} zwitterkontrolle \u202e\u2066 \ufeff\n`,
    word: 'zwitterkontrolle',
  },
  expressions: {
    content: `# Expressions\n\n\`(a+)+$\` \`.*\` \`[^\\]]*\` \`\\b\\d{3,}\\b\` \`(?<=x)y\` expressionsonly ${'aaaa'.repeat(5000)}!\n`,
    word: 'expressionsonly',
  },
  markup: {
    content: '# <img src=x onerror=alert(1)> Markupised\n\n`<script>alert(1)</script>` &lt;b&gt; markuponlyword\n',
    word: 'markuponlyword',
  },
  names_of_objects: {
    content: '# constructor\n\n__proto__ toString hasOwnProperty valueOf prototypeonlyword\n',
    word: 'prototypeonlyword',
  },
  marks_on_one_letter: { content: `# Marks\n\nz${'\u0301'.repeat(100_000)} marksonlyword\n`, word: 'marksonlyword' },
  many_headings: {
    content: `${numbered(5000, (i) => `\n\n## Heading ${i}\n\ntext`)}\n\nheadingsonlyword\n`,
    word: 'headingsonlyword',
  },
  many_tags: {
    content: `---\ntags: [${Array.from({ length: 5000 }, (_, i) => `t${i}`).join(', ')}]\n---\ntagsonlyword\n`,
    word: 'tagsonlyword',
  },
  the_same_word: { content: `# Sameness\n\n${'same '.repeat(150_000)}\n`, word: 'sameness' },
};

/** By what they are. */
export const HOSTILE_QUESTIONS: Readonly<Record<string, string>> = {
  nothing: '',
  spaces: '   \t\n',
  'a quote': '"',
  'two quotes': '""',
  'an open quote': '"abcdefghij',
  'a minus': '-',
  'minus and quote': '-"',
  'only exclusions': '-a -b -"c d" -tag:e -path:f',
  'filters of nothing': 'tag: path:',
  'filter within a filter': 'tag:tag:path:x path:path:tag:',
  'an expression': '(a+)+$ .* [^]] \\b(?<=x)y',
  backslashes: '\\'.repeat(2000),
  'control characters': '\u0000\u0001\u0007\u001b[31m',
  'half a character': 'x\ud800 \udc00y',
  'text from right to left': '\u202eabc \u2066def',
  markup: '<script>alert(1)</script> <img src=x onerror=alert(1)>',
  'names of objects': '__proto__ constructor toString hasOwnProperty tag:__proto__ path:constructor',
  paths: '../../../etc/passwd %2e%2e%2f %00 path:../..',
  'a megabyte of one word': 'a'.repeat(1_000_000),
  'a megabyte of words': 'a '.repeat(500_000),
  'a thousand words': numbered(1000, (i) => `w${i.toString(36)}x`),
  'thirty misspelt words': numbered(30, (i) => `wxqz${String.fromCharCode(97 + (i % 26))}vkjh`),
  'twenty words of one letter': 'a b c d e f g h i j k l m n o p q r s t',
  'the beginning of all words': 'w',
  'a common phrase': '"same same same same same"',
  'a phrase of a megabyte': `"${'same '.repeat(200_000)}"`,
  'a phrase of two thousand': `"${'same '.repeat(30)}"`,
  'quotes in a row': '"a" '.repeat(500),
  Han: '漢字仮名交じり文'.repeat(10),
  'a megabyte of Han': '漢'.repeat(300_000),
  marks: `z${'\u0301'.repeat(5000)}`,
  'the long word': 'abcdefghij'.repeat(20),
  emoji: '👩‍👩‍👧‍👦'.repeat(20),
  brackets: `${'('.repeat(3000)}${')'.repeat(3000)}`,
  'joined words': 'a-b_c.d/e-f_g.h/'.repeat(40),
  'camel case': 'aB'.repeat(100),
};
