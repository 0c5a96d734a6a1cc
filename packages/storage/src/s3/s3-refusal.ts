import type { HttpAnswer } from './exchange.ts';
import { readText } from './read-xml.ts';

/** An answer that says no. `name` is S3's code for why, such as `NoSuchKey`; `Error` when the answer says none, as to a HEAD. */
export class S3Refusal extends Error {
  readonly status: number;
  readonly headers: HttpAnswer['headers'];

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
  constructor({ status, headers, body }: HttpAnswer) {
    const xml = body.toString();
    super(readText(xml, 'Message'));
    this.name = readText(xml, 'Code') ?? 'Error';
    this.status = status;
    this.headers = headers;
  }
}
