import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isRuntimeReady, RUNTIME_FOLDER } from './lambda-runtime.ts';
import { type FunctionFailure, type Outcome, startRuntimeApi } from './start-runtime-api.ts';

export interface FunctionOptions {
  /** What is deployed: the task's folder. */
  folder: string;
  /** `{file}.{export}` */
  handler: string;
  /** The function's own variables, and where its services are. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** In MB; Node's heap is set by it as Lambda's runtime does. Default 1024. */
  memory?: number;
  /** Modules that Node loads before all others; they stand in for what this machine lacks. */
  preloads?: readonly string[];
}

/** One execution environment of a function: one process, one event at a time. */
export interface RunningFunction {
  /** From the start of the process until it asked for its first event, in milliseconds. */
  readonly initMs: number;
  /** Rejects when the function fails, with what it failed with. */
  invoke(event: unknown): Promise<unknown>;
  /** As `invoke`, and says how long the function took, in milliseconds. */
  time(event: unknown): Promise<{ result: unknown; ms: number }>;
  /** All that it wrote to standard output and standard error. */
  log(): string;
  stop(): Promise<void>;
}

/** A function that could not start, or that failed on an event. */
class FunctionError extends Error {
  override readonly name = 'FunctionError';
  readonly failure: FunctionFailure;

  constructor(failure: FunctionFailure, log: string) {
    super(`${failure.errorType}: ${failure.errorMessage}\n${log.slice(-4_000)}`);
    this.failure = failure;
  }
}

const REGION = 'us-east-1';
/** Of util-linux, which every Linux has. */
const SET_PRIVILEGES = 'setpriv';
/** Root may write to read-only folders by these. */
const BEYOND_PERMISSIONS = '-dac_override,-dac_read_search,-fowner';

/**
 * Starts a function as Lambda does: a new Node process with no more environment than a function has, which runs the runtime interface client that Lambda runs,
 * which loads the handler and then asks for events. The folder can't be written to if its permissions forbid it, not even by root.
 *
 * @throws FunctionError when it does not get as far as its first event
 */
export async function startFunction(options: FunctionOptions): Promise<RunningFunction> {
  if (!isRuntimeReady()) throw new Error('Run `node scripts/set-up-lambda-runtime.ts` first: it builds the runtime.');
  const api = await startRuntimeApi();
  const [program, ...args] = commandOf(options);
  const startedMs = performance.now();
  const child = spawn(program as string, args, {
    cwd: options.folder,
    env: environmentOf(options, api.address),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  child.once('error', (error) => api.end(error.message));
  child.once('close', (code, signal) => api.end(`The process ended: ${signal ?? code}.`));

  const stop = async () => {
    await stopProcess(child);
    await api.close();
  };
  const begun = await api.initialized;
  if ('failure' in begun) {
    await stop();
    throw new FunctionError(begun.failure, said);
  }
  const time = async (event: unknown) => {
    const outcome: Outcome = await api.invoke(event);
    if ('failure' in outcome) throw new FunctionError(outcome.failure, said);
    return outcome;
  };
  return {
    initMs: begun.atMs - startedMs,
    time,
    invoke: async (event) => (await time(event)).result,
    log: () => said,
    stop,
  };
}

/** The flags are those of the runtime's `bootstrap`. */
function commandOf({ memory = 1024, preloads = [] }: FunctionOptions): string[] {
  const semiSpace = Math.floor(memory / 20);
  const node = [
    process.execPath,
    '--expose-gc',
    `--max-semi-space-size=${semiSpace}`,
    `--max-old-space-size=${memory - 2 * semiSpace}`,
    ...preloads.map((module) => `--import=${module}`),
    join(RUNTIME_FOLDER, 'index.mjs'),
  ];
  return process.getuid?.() === 0 ? [findSetPrivileges(), '--bounding-set', BEYOND_PERMISSIONS, ...node] : node;
}

function findSetPrivileges(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, SET_PRIVILEGES)).find(existsSync) ?? SET_PRIVILEGES;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function environmentOf({ folder, handler, environment, memory = 1024 }: FunctionOptions, address: string) {
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LAMBDA_TASK_ROOT: folder,
    LAMBDA_RUNTIME_DIR: RUNTIME_FOLDER,
    _HANDLER: handler,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'holt',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/holt',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/21/[$LATEST]0',
    AWS_LAMBDA_RUNTIME_API: address,
    ...environment,
  };
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
