/**
 * What a Lambda function URL hands to its function, as far as it is used here.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads (payload format 2.0)
 */
export interface FunctionUrlEvent {
  version: '2.0';
  /** Percent-encoded, as the client sent it. */
  rawPath: string;
  rawQueryString: string;
  /** Names in lower case, without `cookie`; several fields of one name are joined by commas. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The pairs of the `Cookie` fields. */
  cookies?: readonly string[];
  requestContext: { http: { method: string } };
  body?: string;
  isBase64Encoded: boolean;
}

export interface FunctionUrlResult {
  statusCode: number;
  headers: Record<string, string>;
  /** Values of `Set-Cookie`. */
  cookies?: string[];
  body: string;
  isBase64Encoded: boolean;
}
