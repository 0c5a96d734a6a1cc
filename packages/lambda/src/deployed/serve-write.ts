import { setImmediate } from 'node:timers/promises';
import { isSiteOwner } from '@holt/auth';
import { systemClock, systemRandom } from '@holt/storage';
import { openS3ObjectStore } from '@holt/storage/s3';
import { createWriteHandler } from '../create-write-handler.ts';
import { openDeployed } from './open-deployed.ts';
import { openServiceLog } from './open-service-log.ts';
import { readServiceEnvironment } from './read-environment.ts';
import { serveService } from './serve-service.ts';

const environment = readServiceEnvironment(process.env);
const { bucket, originSecrets, signIn } = environment;
const parts = { clock: systemClock, random: systemRandom };
const log = openServiceLog(environment);
const store = openS3ObjectStore({ bucket, ...parts });

export const handler = serveService({
  originSecrets,
  clock: systemClock,
  log,
  async open() {
    const { site, keyValues, isCurrent } = await openDeployed({ store, ...parts });
    const answer = createWriteHandler({
      store,
      keyValues,
      ...parts,
      origin: site.origin,
      issuer: site.iss,
      audience: site.aud,
      log: log.at('error'),
      ...(signIn === undefined
        ? {}
        : { isSiteOwner: (identity) => isSiteOwner(signIn, identity), authorizationServer: signIn }),
    });
    return { answer, isCurrent };
  },
  prepare({ rawPath, headers }) {
    if (headers.authorization === undefined || !rawPath.startsWith('/mcp')) return;
    // Who really needs it is told when it can't be loaded.
    loadAhead().catch(() => undefined);
  },
});

/**
 * Loads what a call of a tool needs while the store is asked who calls. Each part blocks the thread for some time: it has to wait until a request is on its
 * way, so that the store works meanwhile.
 */
async function loadAhead(): Promise<void> {
  await setImmediate();
  await import('@holt/wiki');
  await setImmediate();
  await import('@holt/mcp');
}
