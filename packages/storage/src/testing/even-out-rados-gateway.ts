import { type S3Call, S3Connection } from '../s3/s3-connection.ts';
import { S3Refusal } from '../s3/s3-refusal.ts';

type Send = S3Connection['send'];

const { send } = S3Connection.prototype;

/** A connection for which radosgw 16 does with conditions what Amazon S3 does. */
export class EvenedConnection extends S3Connection {
  override send(...args: Parameters<Send>): ReturnType<Send> {
    return sendEvened(this, ...args);
  }
}

/** Makes every connection of this process one, made by whatever code: for programs that are tested from outside. */
export function evenOutEveryConnection(): void {
  S3Connection.prototype.send = function (this: S3Connection, ...args: Parameters<Send>) {
    return sendEvened(this, ...args);
  };
}

async function sendEvened(connection: S3Connection, call: S3Call, signal: AbortSignal): ReturnType<Send> {
  const { 'if-match': ifMatch, ...others } = call.headers ?? {};
  if (ifMatch === undefined) return await Reflect.apply(send, connection, [call, signal]);
  // It compares the header with the bare ETag.
  const headers = { ...others, 'if-match': ifMatch.replaceAll('"', '') };
  try {
    return await Reflect.apply(send, connection, [{ ...call, headers }, signal]);
  } catch (error) {
    throw asLostRace(error);
  }
}

/** Whoever loses the race to replace a version is told of an unknown error, where Amazon S3 says that the condition failed. */
function asLostRace(error: unknown): unknown {
  if (!(error instanceof S3Refusal && error.status === 500 && error.name === 'UnknownError')) return error;
  const body = Buffer.from('<Error><Code>PreconditionFailed</Code></Error>');
  return new S3Refusal({ status: 412, headers: error.headers, body });
}
