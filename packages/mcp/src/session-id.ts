import { randomBytes } from 'node:crypto';
import type { Implementation } from '@modelcontextprotocol/sdk/types.js';
import { agentName, cleanName } from './agent-name.ts';

const RANDOM_BYTES = 16;
/** The random part, and the name in UTF-8: at most four bytes a character. */
const FORM = /^[\w-]{22}\.([\w-]{1,540})$/;

/**
 * An `Mcp-Session-Id` that holds the client's name. It gives no right, and nothing is kept under it.
 *
 * @returns undefined for a client without a name
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
 */
export function makeSessionId(client: Pick<Implementation, 'name' | 'title'>): string | undefined {
  const name = agentName(client);
  if (name === undefined) return undefined;
  return `${randomBytes(RANDOM_BYTES).toString('base64url')}.${Buffer.from(name).toString('base64url')}`;
}

/** The name that {@link makeSessionId} put in; undefined for anything else. */
export function readSessionId(id: string): string | undefined {
  const encoded = FORM.exec(id)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return cleanName(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64url')));
  } catch {
    return undefined;
  }
}
