import type { Clock } from '@holt/storage';
import { DeploymentError } from '../errors.ts';
import type { FunctionUrlEvent, FunctionUrlResult } from '../function-url.ts';
import { once } from '../once.ts';
import { refuse } from '../result.ts';
import { admitEvent } from './admit-event.ts';
import { describeError } from './describe-error.ts';
import type { HandlerLog } from './open-log.ts';

/** What Lambda tells a handler beside the event, as far as it is used here. */
export interface InvocationContext {
  awsRequestId: string;
}

/** What answers, and whether it is what a process that starts now would make. */
export interface OpenedService {
  answer: (event: FunctionUrlEvent) => Promise<FunctionUrlResult>;
  isCurrent: () => Promise<boolean>;
}

export interface ServiceOptions {
  originSecrets: readonly string[];
  clock: Pick<Clock, 'now'>;
  log: HandlerLog;
  /** Makes what answers. Called by the first request that came by way of the edge, after a failure, and when it is no longer current. */
  open: () => Promise<OpenedService>;
  /** Begins to load what such a request is likely to need, while its sender is looked up. Must not throw. */
  prepare?: (event: FunctionUrlEvent) => void;
}

const MAX_LOGGED_PATH = 300;
/** A process may live for hours, and the site get another address meanwhile. */
const CHECK_MS = 5 * 60_000;

/**
 * The handler of a function URL: answers what came by way of the edge, refuses the rest before anything is loaded, and logs one line for each.
 * It never rejects: 503 while the deployment is not set up, or the store gives no answer about it.
 */
export function serveService({ originSecrets, clock, log, open, prepare }: ServiceOptions) {
  let opened = once(open);
  let checkedMs = clock.now();

  async function current(): Promise<OpenedService> {
    const service = await opened();
    if (clock.now() - checkedMs < CHECK_MS) return service;
    checkedMs = clock.now();
    try {
      if (await service.isCurrent()) return service;
    } catch (error) {
      log.write('warn', 'Whether the site was deployed anew is not known', { error: describeError(error) });
      return service;
    }
    opened = once(open);
    return opened();
  }

  async function answer(event: FunctionUrlEvent): Promise<FunctionUrlResult> {
    try {
      const service = await current();
      const answering = service.answer(event);
      prepare?.(event);
      return await answering;
    } catch (error) {
      log.write('error', 'The site could not be opened', { error: describeError(error) });
      const reason = error instanceof DeploymentError ? 'The site is not set up.' : 'The site gives no answer.';
      return refuse(503, 'unavailable', `${reason} Try again later.`, { 'retry-after': '5' });
    }
  }

  return (event: Partial<FunctionUrlEvent>, context?: InvocationContext): Promise<FunctionUrlResult> =>
    log.during(context?.awsRequestId, async () => {
      const startMs = clock.now();
      const admitted = admitEvent(event, originSecrets);
      const result = 'statusCode' in admitted ? admitted : await answer(admitted);
      log.write('info', 'answered', {
        method: event.requestContext?.http?.method,
        // Without its query, which may hold a code.
        path: event.rawPath?.slice(0, MAX_LOGGED_PATH),
        status: result.statusCode,
        ms: clock.now() - startMs,
      });
      return result;
    });
}
