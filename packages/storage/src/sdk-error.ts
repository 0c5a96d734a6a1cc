/** What is read of an error of the AWS SDK, whichever class it is of. */
export interface SdkError {
  name?: string;
  message?: string;
  /** Of an error of the network. */
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

export const RENEW = 'renew them (with the AWS CLI: aws sso login), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';

/** What tells nothing in a message. */
const EMPTY = new Set<string | number | undefined>([undefined, '', 'Error', 'Unknown', 'UnknownError']);

/** The parts that tell something, as a list for a message. */
export function joinWords(...parts: (string | number | undefined)[]): string {
  return parts.filter((part) => !EMPTY.has(part)).join(', ');
}

/** Whether a client could not be expected to get a better answer by sending the same again. */
export function isSettledRefusal(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 429;
}
