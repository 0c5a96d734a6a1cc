import { systemClock, systemRandom } from '@holt/storage';
import { openS3ObjectStore } from '@holt/storage/s3';
import { createMaintenanceHandler } from '../create-maintenance-handler.ts';
import type { MaintenanceEvent } from '../maintenance-event.ts';
import { once } from '../once.ts';
import { describeError } from './describe-error.ts';
import { openDeployed } from './open-deployed.ts';
import { openServiceLog } from './open-service-log.ts';
import { readHandlerEnvironment } from './read-environment.ts';
import type { InvocationContext } from './serve-service.ts';

const environment = readHandlerEnvironment(process.env);
const parts = { clock: systemClock, random: systemRandom };
const log = openServiceLog(environment);
const store = openS3ObjectStore({ bucket: environment.bucket, ...parts });

const open = async () => {
  const { site, keyValues, isCurrent } = await openDeployed({ store, ...parts });
  const maintain = createMaintenanceHandler({
    store,
    keyValues,
    ...parts,
    site,
    log: log.at('error'),
    tell: (message, figures) => log.write('info', message, figures),
  });
  return { maintain, isCurrent };
};
let opened = once(open);

/** What a task does may depend on the site's address, which may be another since this process began; publishing does not. */
async function maintainerOf(event: MaintenanceEvent): Promise<(event: MaintenanceEvent) => Promise<void>> {
  const { maintain, isCurrent } = await opened();
  if (event.Records !== undefined || (await isCurrent())) return maintain;
  opened = once(open);
  return (await opened()).maintain;
}

/** Rejects when something failed, so that Lambda sends the event again, or who invoked it is told. */
export function handler(event: MaintenanceEvent, context?: InvocationContext): Promise<void> {
  return log.during(context?.awsRequestId, async () => {
    // S3 sends it with a new configuration, before the site is there.
    if (event.Event === 's3:TestEvent') return;
    try {
      await (await maintainerOf(event))(event);
    } catch (error) {
      log.write('error', 'The maintenance failed', { error: describeError(error) });
      throw error;
    }
  });
}
