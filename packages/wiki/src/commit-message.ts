import { createHash } from 'node:crypto';
import type { PageChange, WriteRequest } from './page-change.ts';
import { shorten } from './shorten.ts';

const KEY_TRAILER = 'Idempotency-Key';
const DIGEST_TRAILER = 'Request-Digest';
const WRITE_TRAILER = 'Write-Id';
const AGENT_TRAILER = 'Agent';
const RESERVED_LINE = new RegExp(`^(${KEY_TRAILER}|${DIGEST_TRAILER}|${WRITE_TRAILER}|${AGENT_TRAILER}):`, 'i');
const MAX_MESSAGE_CHARACTERS = 4000;
const MAX_AGENT_CHARACTERS = 200;
const MAX_NAME_CHARACTERS = 60;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

/**
 * The commit message of a write: the author's text (or a default that says what changed), then, when there is an idempotency
 * key, the trailers that let a retry find this commit; before them, the agent that writes, if one does. Without one it is `writeId` that tells the write from the very same one,
 * made by another process within the same second: as one commit, one of them would be lost.
 *
 * @see https://git-scm.com/docs/git-interpret-trailers
 */
export function formatMessage(request: WriteRequest, writeId: string): string {
  const text = cleanText(request.message ?? '') || describeChanges(request.changes);
  const agent = cleanAgent(request.agent ?? '');
  const trailers = [
    ...(agent === '' ? [] : [`${AGENT_TRAILER}: ${agent}`]),
    ...(request.idempotencyKey === undefined
      ? [`${WRITE_TRAILER}: ${writeId}`]
      : [`${KEY_TRAILER}: ${request.idempotencyKey}`, `${DIGEST_TRAILER}: ${digestRequest(request)}`]),
  ];
  return `${text}\n\n${trailers.join('\n')}\n`;
}

/** The trailers that {@link formatMessage} wrote, if it wrote any. */
export function readKeyTrailers(message: string): { key: string; digest: string } | undefined {
  const lines = message.trimEnd().split('\n');
  const digest = trailerOf(lines.at(-1), DIGEST_TRAILER);
  const key = trailerOf(lines.at(-2), KEY_TRAILER);
  return key !== undefined && digest !== undefined ? { key, digest } : undefined;
}

/** The agent that wrote the commit, by its own name; undefined: a person did. Whoever commits by git may name one, too. */
export function readAgent(message: string): string | undefined {
  const name = agentOf(beforeTrailers(message));
  return name === undefined ? undefined : cleanAgent(name) || undefined;
}

/** The message as people wrote it, without the trailers of {@link formatMessage}. */
export function readText(message: string): string {
  const lines = beforeTrailers(message);
  return (agentOf(lines) === undefined ? lines : lines.slice(0, -1)).join('\n').trimEnd();
}

/** A message of one line has no trailers. */
function agentOf(lines: readonly string[]): string | undefined {
  return lines.length > 1 ? trailerOf(lines.at(-1), AGENT_TRAILER) : undefined;
}

/** The lines before the trailers that tell writes from each other. */
function beforeTrailers(message: string): string[] {
  const lines = message.trimEnd().split('\n');
  const trailers = readKeyTrailers(message) ? 2 : trailerOf(lines.at(-1), WRITE_TRAILER) ? 1 : 0;
  return lines.slice(0, lines.length - trailers);
}

/** Tells a retry of a write from another write under the same key. */
export function digestRequest(request: WriteRequest): string {
  const steps = request.changes.map((change) =>
    change.op === 'store' && change.content !== null
      ? { ...change, content: createHash('sha256').update(change.content).digest('hex') }
      : change,
  );
  return createHash('sha256')
    .update(JSON.stringify([request.intent ?? steps, request.message ?? null]))
    .digest('hex')
    .slice(0, 32);
}

/** Names an author's idempotency key where the key itself need not be shown. */
export function hashKey(key: string, authorEmail: string): string {
  return createHash('sha256').update(`${authorEmail}\0${key}`).digest('hex').slice(0, 16);
}

function cleanText(message: string): string {
  return message
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replace(CONTROL, ' ')
    .split('\n')
    .map((line) => (RESERVED_LINE.test(line.trim()) ? `> ${line.trim()}` : line.trimEnd()))
    .join('\n')
    .trim()
    .slice(0, MAX_MESSAGE_CHARACTERS)
    .toWellFormed();
}

/** On one line, and short enough to be shown in one. */
function cleanAgent(name: string): string {
  return name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_AGENT_CHARACTERS)
    .toWellFormed()
    .trimEnd();
}

function describeChanges(changes: readonly PageChange[]): string {
  const [first] = changes;
  if (first === undefined) return 'Change nothing';
  const more = changes.length > 1 ? ` and ${changes.length - 1} more` : '';
  return describeChange(first) + more;
}

function describeChange(change: PageChange): string {
  switch (change.op) {
    case 'put':
      return `Write ${change.path}`;
    case 'edit':
      return `Edit ${change.path}`;
    case 'insert':
      return `Add to ${change.path}${change.section === undefined ? '' : `: ${shorten(change.section, MAX_NAME_CHARACTERS)}`}`;
    case 'replace-section':
      return `Rewrite ${change.path}: ${shorten(change.section, MAX_NAME_CHARACTERS)}`;
    case 'properties':
      return `Set properties of ${change.path}: ${shorten(Object.keys(change.properties).join(', '), MAX_NAME_CHARACTERS)}`;
    case 'move':
      return `Rename ${change.path} to ${change.newPath}`;
    case 'delete':
      return `Delete ${change.path}`;
    case 'store':
      return change.content === null ? `Remove ${change.path}` : `Store ${change.path}`;
  }
}

function trailerOf(line: string | undefined, name: string): string | undefined {
  return line?.startsWith(`${name}: `) ? line.slice(name.length + 2) : undefined;
}
