import { S3Client } from '@aws-sdk/client-s3';

/** Evens out, for one client, where radosgw 16 differs from Amazon S3 in what conditions do. */
export function evenOutRadosGateway(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const input = args.input as { IfMatch?: string };
      if (input.IfMatch === undefined) return await next(args);
      // It compares the header with the bare ETag.
      const unquoted = { ...input, IfMatch: input.IfMatch.replaceAll('"', '') };
      try {
        return await next({ ...args, input: unquoted as typeof args.input });
      } catch (error) {
        throw asLostRace(error);
      }
    },
    { step: 'initialize', name: 'evenOutRadosGateway' },
  );
}

/** Does so for every client of this process, made by whatever code: for programs that are tested from outside. */
export function evenOutEveryClient(): void {
  const evened = new WeakSet<S3Client>();
  const { send } = S3Client.prototype;
  S3Client.prototype.send = function (this: S3Client, ...args: unknown[]) {
    if (!evened.has(this)) evenOutRadosGateway(this);
    evened.add(this);
    return Reflect.apply(send, this, args);
  };
}

/** Whoever loses the race to replace a version is told of an unknown error, where Amazon S3 says that the condition failed. */
function asLostRace(error: unknown): unknown {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (name !== 'UnknownError' || $metadata?.httpStatusCode !== 500) return error;
  return Object.assign(new Error('lost a race'), { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
}
