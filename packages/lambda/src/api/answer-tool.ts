import { MAX_ANSWER_BYTES } from '@holt/mcp/answer-size';
import type { ToolAnswer } from '@holt/mcp/tool';
import type { FunctionUrlEvent } from '../function-url.ts';
import { ApiError } from './api-error.ts';
import type { Binding } from './bindings.ts';
import { matchesStrongly, matchesWeakly, readEntityTags } from './entity-tags.ts';
import { JSON_TYPE, MARKDOWN_TYPE } from './media-types.ts';

/** What others wrote is never to be run as this site's own, whatever type it is of. */
const AS_FILE = { 'content-disposition': 'attachment', 'content-security-policy': "default-src 'none'; sandbox" };

/**
 * A tool's answer as HTTP: 201 for what was made, 304 for what the client has already, the version as ETag, and the text or the file
 * itself where the binding says so.
 *
 * @param type what a client wants of a page: JSON, or its text as it is
 * @param isNew whether there was nothing before
 * @throws ApiError 412 `precondition-failed`, of reads; 400 `answer-too-large`
 */
export function answerTool(
  event: FunctionUrlEvent,
  binding: Binding,
  answer: ToolAnswer,
  { type, isNew }: { type: string; isNew: boolean },
): Response {
  const { data } = answer;
  const headers: Record<string, string> = {
    ...(binding.answers === 'markdown' ? { vary: 'accept' } : {}),
    ...etagOf(binding, data),
  };
  if (binding.method === 'GET' && headers.etag !== undefined && isFresh(event, String(data.version))) {
    return new Response(null, { status: 304, headers });
  }
  if (binding.answers === 'bytes') {
    if (answer.file === undefined) throw new TypeError('The tool answered without the file.');
    const { content, contentType } = answer.file;
    return new Response(Buffer.from(content), { headers: { ...headers, ...AS_FILE, 'content-type': contentType } });
  }
  if (type === MARKDOWN_TYPE) {
    // A section is a part of the text, so there is no file of it.
    const text = answer.file?.content ?? new TextEncoder().encode(String(data.content));
    return new Response(Buffer.from(text), {
      headers: { ...headers, ...AS_FILE, 'content-type': `${MARKDOWN_TYPE}; charset=utf-8` },
    });
  }
  const json = JSON.stringify(data);
  if (Buffer.byteLength(json) > MAX_ANSWER_BYTES) {
    throw new ApiError(
      400,
      'answer-too-large',
      'What you asked for is too large for one answer. Ask for less at once.',
    );
  }
  return new Response(json, {
    status: isNew ? 201 : 200,
    headers: { ...headers, ...(isNew ? { location: locationOf(binding, data) } : {}), 'content-type': JSON_TYPE },
  });
}

/** None for a text that is not what was sent: RFC 9110, section 9.3.4. */
function etagOf({ target }: Binding, { version, merged }: ToolAnswer['data']): Record<string, string> {
  return target === undefined || typeof version !== 'string' || merged === true ? {} : { etag: `"${version}"` };
}

function isFresh({ headers }: FunctionUrlEvent, version: string): boolean {
  const ifMatch = readEntityTags('If-Match', headers['if-match']);
  if (ifMatch !== undefined && !matchesStrongly(ifMatch, version)) {
    throw new ApiError(412, 'precondition-failed', `It is at version ${version}, which If-Match does not list.`, {
      data: { current_version: version },
      headers: { etag: `"${version}"` },
    });
  }
  const ifNoneMatch = readEntityTags('If-None-Match', headers['if-none-match']);
  return ifNoneMatch !== undefined && matchesWeakly(ifNoneMatch, version);
}

function locationOf({ path: template }: Binding, { wiki, path }: ToolAnswer['data']): string {
  const encoded = String(path).split('/').map(encodeURIComponent).join('/');
  return `/api${template.replace('{owner}/{wiki}', String(wiki)).replace('{path}', () => encoded)}`;
}
