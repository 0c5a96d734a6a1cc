import type { StageSettings } from './settings.ts';

/**
 * By what the functions know that a request comes from CloudFront: random, kept in the stage's state, seen by nobody.
 *
 * To change it, `HOLT_ORIGIN_SECRET_VERSION` is raised by one. The functions, which are changed first, take the secret before it, too: CloudFront
 * needs minutes to send the new one from everywhere. They take it until the version is raised again: a secret that has leaked is refused only
 * after the version was raised and deployed twice.
 */
export function originSecrets({ originSecretVersion }: StageSettings) {
  const versions = [originSecretVersion, originSecretVersion - 1].filter((version) => version > 0);
  const secrets = versions.map(
    (version) => new random.RandomPassword(`OriginSecret${version}`, { length: 48, special: false }).result,
  );
  const [current] = secrets as [$util.Output<string>];
  return {
    /** What CloudFront sends. */ current,
    /** What the functions take. */ accepted: $util.output(secrets).apply((all) => all.join(',')),
  };
}
