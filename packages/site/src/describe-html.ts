const MAX_LENGTH = 160;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The beginning of the first paragraph, as text: what search engines and previews show. */
export function describeHtml(html: string): string {
  const start = html.indexOf('<p>');
  if (start < 0) return '';
  const end = html.indexOf('</p>', start);
  const text = html
    .slice(start + 3, end < 0 ? undefined : end)
    .slice(0, MAX_LENGTH * 20)
    .replace(/<[^>]*>?/g, '')
    .replace(/&(?:#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, hex?: string, name?: string) =>
      hex === undefined
        ? (NAMED[name ?? ''] ?? whole)
        : String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff)),
    )
    .replace(/\s+/g, ' ')
    .trim();
  if (text.length <= MAX_LENGTH) return text;
  const cut = text.slice(0, MAX_LENGTH - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX_LENGTH / 2)).toWellFormed()}…`;
}
