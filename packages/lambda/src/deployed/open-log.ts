import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '@holt/storage';
import { describeError } from './describe-error.ts';
import { hideSecrets } from './hide-secrets.ts';
import { LOG_LEVELS, type LogLevel } from './log-level.ts';

export interface HandlerLogOptions {
  /** Nothing less urgent is written. */
  level: LogLevel;
  clock: Pick<Clock, 'now'>;
  /** What must never be written, beside all that looks like a token or a cookie. */
  secrets: readonly (string | undefined)[];
  /** Gets one line of JSON, with its line feed. */
  write: (line: string) => void;
}

/** Writes lines of JSON: `level`, `message`, `time`, `requestId` while a request is under way, and the fields given. */
export interface HandlerLog {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** For what takes a message and an error. */
  at(level: LogLevel): (message: string, error?: unknown) => void;
  /** Does work as part of a request: what it logs names it. */
  during<T>(requestId: string | undefined, work: () => Promise<T>): Promise<T>;
}

export function openLog({ level: least, clock, secrets, write: writeLine }: HandlerLogOptions): HandlerLog {
  const requests = new AsyncLocalStorage<string | undefined>();
  const hide = hideSecrets(secrets);

  const write: HandlerLog['write'] = (level, message, fields = {}) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
    const time = new Date(clock.now()).toISOString();
    writeLine(`${hide(JSON.stringify({ level, message, time, requestId: requests.getStore(), ...fields }))}\n`);
  };
  return {
    write,
    at: (level) => (message, error) =>
      write(level, message, error === undefined ? {} : { error: describeError(error) }),
    during: (requestId, work) => requests.run(requestId, work),
  };
}
