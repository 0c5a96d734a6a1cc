const ENTITY = /&(?:#x([0-9a-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * What the elements of a name hold, in order. Enough for the answers of S3, in which no element holds another of its own name and none that is read here has
 * attributes; neither comments nor CDATA are known.
 */
export function readElements(xml: string, name: string): string[] {
  const [start, end] = [`<${name}>`, `</${name}>`];
  const found: string[] = [];
  let at = xml.indexOf(start);
  while (at !== -1) {
    const close = xml.indexOf(end, at);
    if (close === -1) break;
    found.push(xml.slice(at + start.length, close));
    at = xml.indexOf(start, close);
  }
  return found;
}

/** The text of the first element of a name; `undefined` when there is none. */
export function readText(xml: string, name: string): string | undefined {
  return readElements(xml, name)[0]?.replace(ENTITY, (_, hex?: string, decimal?: string, named = '') => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal === undefined ? (NAMED[named.toLowerCase()] ?? '') : String.fromCodePoint(Number(decimal));
  });
}
