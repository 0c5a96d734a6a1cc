import { type Attachment, WikiError, type Wikis } from '@holt/wiki';
import type { ContentBlock } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { mayRead, openForReading } from '../access.ts';
import { filePath, revision } from '../arguments.ts';
import type { Caller } from '../caller.ts';
import { delimit } from '../delimit.ts';
import { fileNotFound } from '../file-not-found.ts';
import { showHidden } from '../show-hidden.ts';
import { defineWikiTool } from '../tool.ts';

/** What models take as images. */
const IMAGE_TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
/** In an answer; of what is larger, only what it is and where. */
const MAX_SHOWN_BYTES = 1024 * 1024;

export const readAttachment = defineWikiTool({
  name: 'read_attachment',
  description: 'Read an attachment: an image, text, or any other file up to 1 MiB; of a larger one its URL.',
  scope: 'read',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: { path: filePath, revision },
  output: {
    wiki: z.string(),
    path: z.string(),
    version: z.string(),
    revision: z.string(),
    content_type: z.string(),
    size: z.number(),
    url: z.string(),
    text: z.string().optional(),
  },
  async run(context, wikiId, { path, revision }) {
    const file = await readIfAllowed(context.wikis, context.caller, wikiId, path, revision);
    const { version, contentType, content } = file;
    const data = {
      wiki: wikiId,
      path: file.path,
      version,
      revision: file.revision,
      content_type: contentType,
      size: content.byteLength,
      url: context.siteOrigin + file.url,
    };
    const head = Object.entries(data).map(([name, value]) => `${name}: ${value}`);
    const answer = { data, text: head.slice(1).join('\n'), file: { contentType, content } };
    if (content.byteLength > MAX_SHOWN_BYTES) {
      return { ...answer, text: `${answer.text}\n\nIt is too large to be shown here: get it from its URL.` };
    }
    const decoded = isText(contentType) ? decodeText(content) : undefined;
    if (decoded === undefined) return { ...answer, more: [toBlock(file, data.url)] };
    const text = context.isVerbatim ? decoded : showHidden(decoded).text;
    return { ...answer, text: `${answer.text}\n\n${delimit('file', version, text)}`, data: { ...data, text } };
  },
});

/** @throws WikiError `invalid-path`, `revision-not-found`; `file-not-found`, also of a file that the caller may not know of */
async function readIfAllowed(
  wikis: Wikis,
  caller: Caller,
  wikiId: string,
  path: string,
  revision: string | undefined,
): Promise<Attachment> {
  const wiki = await openForReading(wikis, caller, wikiId);
  const isAllowed = mayRead(caller, wiki, path);
  try {
    // Also of a hidden file, so that the same requests are made, and the same is said of a bad revision.
    const file = await wiki.readAttachment(path, revision === undefined ? {} : { revision });
    if (isAllowed) return file;
  } catch (error) {
    const code = error instanceof WikiError ? error.code : '';
    if (code === 'invalid-path' || code === 'revision-not-found') throw error;
    if (isAllowed && code !== 'file-not-found') throw error;
  }
  throw fileNotFound(wikiId, path, revision);
}

/** An image as one; any other file as it is. */
function toBlock({ contentType, content }: Attachment, uri: string): ContentBlock {
  const base64 = Buffer.from(content).toString('base64');
  const [mimeType = contentType] = contentType.split(';');
  if (IMAGE_TYPES.has(mimeType)) return { type: 'image', data: base64, mimeType };
  return { type: 'resource', resource: { uri, mimeType, blob: base64 } };
}

function isText(contentType: string): boolean {
  return /^text\/|[/+](json|xml|yaml)\b/.test(contentType);
}

/** @returns undefined for bytes that are not UTF-8 */
function decodeText(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}
