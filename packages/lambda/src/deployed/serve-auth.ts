import { openKeyRing } from '@holt/auth';
import { systemClock, systemRandom } from '@holt/storage';
import { openS3ObjectStore } from '@holt/storage/s3';
import { openAccessSettings } from '@holt/wiki';
import { createAuthFunction } from '../create-auth-function.ts';
import { answerWithoutSignIn } from './answer-without-sign-in.ts';
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
    if (signIn === undefined) return { answer: answerWithoutSignIn, isCurrent: async () => true };
    const { site, keyValues, isCurrent } = await openDeployed({ store, ...parts });
    const access = openAccessSettings({ store, keyValues, clock: systemClock });
    const answer = createAuthFunction({
      ring: openKeyRing({ keyValues, ...parts }),
      keyValues,
      ...parts,
      origin: site.origin,
      issuer: site.iss,
      audience: site.aud,
      signIn,
      rolesOf: (identity) => access.rolesOf(identity),
      // Most of it is people whom the provider refused.
      log: log.at('warn'),
    });
    return { answer, isCurrent };
  },
});
