import { ToolError } from './errors.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The bytes of a base64 text, with padding; line breaks are let through, as encoders for mail and shells make them.
 *
 * @param tool who says so when it is none
 * @throws ToolError `invalid-arguments`
 * @see https://www.rfc-editor.org/rfc/rfc4648#section-4
 */
export function decodeBase64(tool: string, text: string): Uint8Array {
  const data = text.replace(/[\r\n]+/g, '');
  if (data.length % 4 === 0 && BASE64.test(data)) {
    const bytes = Buffer.from(data, 'base64');
    // Bits that belong to no byte would be dropped unseen.
    if (bytes.toString('base64') === data) return bytes;
  }
  const why = data.startsWith('data:')
    ? 'a data: URL is none: send only what follows its comma'
    : 'use A-Z, a-z, 0-9, + and /, with = at the end up to a multiple of four';
  throw new ToolError('invalid-arguments', `${tool} was not called: data must be the file in base64; ${why}.`);
}
