import { systemClock } from '@holt/storage';
import { type HandlerLog, openLog } from './open-log.ts';
import type { HandlerEnvironment, ServiceEnvironment } from './read-environment.ts';

/** The log of a process in Lambda, which takes each line of its output. */
export function openServiceLog(environment: HandlerEnvironment & Partial<ServiceEnvironment>): HandlerLog {
  const { AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  const { logLevel, originSecrets = [], signIn } = environment;
  return openLog({
    level: logLevel,
    clock: systemClock,
    secrets: [...originSecrets, signIn?.clientSecret, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN],
    write: (line) => process.stdout.write(line),
  });
}
