import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
const MIN_BYTES = 1_000;
const MAX_BYTES = 10_000_000;

const TYPES: ReadonlySet<string> = new Set([
  ...[
    'application/javascript',
    'application/json',
    'application/rss+xml',
    'application/wasm',
    'application/x-javascript',
  ],
  ...[
    'application/xhtml+xml',
    'application/xml',
    'application/pdf',
    'font/otf',
    'font/ttf',
    'image/svg+xml',
    'text/css',
  ],
  ...[
    'text/csv',
    'text/html',
    'text/javascript',
    'text/plain',
    'text/richtext',
    'text/tab-separated-values',
    'text/xml',
  ],
]);

export type ContentCoding = 'br' | 'gzip';

/** Whether CloudFront would compress a body for a client that takes it. */
export function isCompressible(contentType: string, sizeBytes: number): boolean {
  const type = contentType.split(';', 1)[0] as string;
  return sizeBytes >= MIN_BYTES && sizeBytes <= MAX_BYTES && TYPES.has(type.trim().toLowerCase());
}

/**
 * The coding that a client prefers, Brotli when it likes both as much; none when it prefers the plain body:
 * https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function chooseCoding(acceptEncoding: string | undefined): ContentCoding | undefined {
  const weights = readWeights(acceptEncoding ?? '');
  const weightOf = (coding: string) => weights.get(coding) ?? weights.get('*') ?? 0;
  const best: ContentCoding = weightOf('br') >= weightOf('gzip') ? 'br' : 'gzip';
  const weight = weightOf(best);
  return weight > 0 && weight >= (weights.get('identity') ?? 0) ? best : undefined;
}

/** At a level that suits answering while a reader waits. */
export function compress(body: Uint8Array, coding: ContentCoding): Promise<Buffer> {
  return coding === 'br'
    ? compressBrotli(body, { params: { [zlib.BROTLI_PARAM_QUALITY]: 5 } })
    : compressGzip(body, { level: 6 });
}

function readWeights(acceptEncoding: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const item of acceptEncoding.toLowerCase().split(',')) {
    const match = /^\s*([!#$%&'*+.^_`|~0-9a-z-]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/.exec(item);
    if (match) weights.set(match[1] as string, Number(match[2] ?? 1));
  }
  return weights;
}
