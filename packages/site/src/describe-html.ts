const MAX_LENGTH = 160;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** A tag as the renderer writes it: a value in quotes may hold `>` and `<`. */
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^"<>])*)>/g;

/** The beginning of the first paragraph that is read without opening anything, as text: what search engines and previews show. */
export function describeHtml(html: string): string {
  const opened: boolean[] = [];
  let start = -1;
  for (const { 0: tag, 1: end, 2: name, 3: attributes = '', index } of html.matchAll(TAG)) {
    if (name === 'details') {
      if (end) opened.pop();
      else opened.push(/ open(?![^\s=])/.test(attributes));
    } else if (name === 'p' && !end && attributes === '' && !opened.includes(false)) {
      start = index + tag.length;
    } else if (name === 'p' && end && start >= 0) {
      const text = textOf(html.slice(start, index));
      if (text !== '') return shorten(text);
      start = -1;
    }
  }
  return '';
}

function textOf(html: string): string {
  return html
    .slice(0, MAX_LENGTH * 20)
    .replace(TAG, '')
    .replace(/<.*/s, '')
    .replace(/&(?:#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, hex?: string, name?: string) =>
      hex === undefined
        ? (NAMED[name ?? ''] ?? whole)
        : String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff)),
    )
    .replace(/\s+/g, ' ')
    .trim();
}

function shorten(text: string): string {
  if (text.length <= MAX_LENGTH) return text;
  const cut = text.slice(0, MAX_LENGTH - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX_LENGTH / 2)).toWellFormed()}…`;
}
