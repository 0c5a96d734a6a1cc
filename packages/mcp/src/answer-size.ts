/** Below the 6 MB that a Lambda function may answer with, with room for the JSON-RPC envelope. */
export const MAX_ANSWER_BYTES = 5_500_000;

/** How long the value is as JSON in UTF-8, which is how it travels. */
export function sizeBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
