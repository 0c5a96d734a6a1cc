import { attachmentType } from './attachment-of-file.ts';
import { WikiError } from './errors.ts';

const ZIP = 'application/zip';
const OGG = 'application/ogg';
const MP4 = 'video/mp4';

/** Types that count as one: a file may be told as either. The names are those of this wiki and of file-type. */
const SAME_AS: Readonly<Record<string, string>> = {
  'image/apng': 'image/png',
  'image/heif': 'image/avif',
  'image/heif-sequence': 'image/avif',
  'audio/mp4': MP4,
  'audio/x-m4a': MP4,
  'video/x-m4v': MP4,
  'video/quicktime': MP4,
  'audio/ogg': OGG,
  'video/ogg': OGG,
  'video/matroska': 'video/webm',
  'application/epub+zip': ZIP,
  // What office programs encrypt is in a container of its own.
  'application/x-cfb': ZIP,
};
const OFFICE = /^application\/vnd\.(?:openxmlformats-officedocument|oasis\.opendocument)\./;

const EXECUTABLE: ReadonlySet<string> = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/java-vm',
]);

const SVG = 'image/svg+xml';
/** Names that promise something else than text. */
const NO_TEXT = /^(?:image|audio|video)\/|^application\/(?:pdf|zip|gzip|epub|x-tar|vnd\.)/;

/**
 * What browsers take for HTML, but for comments, which other languages have, too.
 * @see https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type
 */
const HTML =
  /^(?:\xef\xbb\xbf)?[\t\n\f\r ]*<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\t\n\f\r >]/i;
/** In a picture made of markup such elements may come first. */
const HTML_NOT_SVG = /^(?:\xef\xbb\xbf)?[\t\n\f\r ]*<(?:!doctype html|html|head|body|script|iframe)[\t\n\f\r >]/i;
const HTML_PREFIX_BYTES = 1024;

/**
 * Refuses an attachment whose first bytes are of another type than its name says: a `.png` that is HTML or a ZIP file. Bytes of no known
 * type pass, and under names of text, or of no known type, anything but programs.
 *
 * @param path with its extension
 * @throws WikiError `type-mismatch`, with `data.expected` and `data.found`
 */
export async function checkFileType(path: string, content: Uint8Array): Promise<void> {
  const expected = essenceOf(attachmentType(path));
  const found = isHtml(content, expected) ? 'text/html' : await recognise(content);
  if (found === undefined || isGood(expected, found)) return;
  const what = EXECUTABLE.has(found) ? `a program (${found})` : `of type ${found}`;
  throw new WikiError(
    'type-mismatch',
    `"${path}" promises ${expected}, but its content is ${what}. Nothing was changed. Name the file by what it is, or send the right file.`,
    { path, expected, found },
  );
}

function isGood(expected: string, found: string): boolean {
  if (EXECUTABLE.has(found)) return false;
  if (expected === SVG) return found === SVG || found === 'application/xml';
  return !NO_TEXT.test(expected) || familyOf(expected) === familyOf(found);
}

function familyOf(type: string): string {
  return SAME_AS[type] ?? (OFFICE.test(type) ? ZIP : type);
}

/** Only where it would be told as something else: HTML under a name of text is served as text. */
function isHtml(content: Uint8Array, expected: string): boolean {
  if (!NO_TEXT.test(expected)) return false;
  const start = Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, HTML_PREFIX_BYTES));
  return (expected === SVG ? HTML_NOT_SVG : HTML).test(start.toString('latin1'));
}

async function recognise(content: Uint8Array): Promise<string | undefined> {
  // Only who stores an attachment needs it.
  const { fileTypeFromBuffer } = await import('file-type');
  const type = await fileTypeFromBuffer(content);
  return type && essenceOf(type.mime);
}

function essenceOf(type: string): string {
  return (type.split(';', 1)[0] ?? '').trim();
}
