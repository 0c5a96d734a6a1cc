import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What is made of a function's code. */
export interface BuiltFunction {
  /** The folder that is zipped, as it is. */
  folder: string;
  handler: string;
}

export interface CommandServer {
  url: string;
  /** By the names of functions. */
  built: Map<string, BuiltFunction>;
}

/** What components ask of SST's command, by `POST /rpc`. */
interface Call {
  method: string;
  params: [{ functionID?: string; bundle?: string; handler?: string }];
}

/**
 * Answers in the place of SST's command, which components ask for what only it knows: the account's bucket of code, and builds of functions.
 * A function that is built already is taken as it is, as the command does; no other is known here.
 * It does not keep the process.
 */
export async function startCommandServer(): Promise<CommandServer> {
  const built: CommandServer['built'] = new Map();

  function answer({ method, params: [input] }: Call): unknown {
    if (method === 'Provider.Aws.Bootstrap')
      return { asset: 'sst-asset-000000000000', state: 'sst-state-000000000000' };
    const { functionID = '', bundle, handler = '' } = input;
    if (method === 'Runtime.Build' && bundle !== undefined) {
      built.set(functionID, { folder: bundle, handler });
      return { handler, out: bundle, errors: [], sourcemaps: [] };
    }
    throw new Error(
      `The components ask SST's command for ${method} ${functionID}: give it an answer in ${import.meta.url}.`,
    );
  }

  async function reply(request: IncomingMessage): Promise<string> {
    try {
      return JSON.stringify({ result: answer(JSON.parse(await text(request))) });
    } catch (error) {
      return JSON.stringify({ error: String(error) });
    }
  }

  const server = createServer(async (request, response) => {
    response.setHeader('connection', 'close');
    response.end(await reply(request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, built };
}
