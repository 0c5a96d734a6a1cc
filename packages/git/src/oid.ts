/** The name of an object: the SHA-1 of its bytes, 40 lower-case hexadecimal digits. */
export type Oid = string;

/** Whether the text has the form of an oid. Says nothing about whether such an object exists. */
export function isOid(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** @throws TypeError when `oid` is not an oid; `what` names it in the message. */
export function assertOid(oid: Oid, what: string): void {
  if (typeof oid !== 'string' || !isOid(oid)) {
    throw new TypeError(`${what} must be an oid of 40 lower-case hexadecimal digits, not ${JSON.stringify(oid)}`);
  }
}
