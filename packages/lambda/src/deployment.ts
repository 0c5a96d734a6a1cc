import type { SiteRecord } from '@holt/edge';
import type { ObjectStore } from '@holt/storage';
import { DeploymentError } from './errors.ts';

export { LOG_LEVELS } from './deployed/log-level.ts';
export { ORIGIN_SECRET_HEADER } from './deployed/origin-secret-header.ts';

/** The object that says where the site of a bucket is deployed. */
export const DEPLOYMENT_KEY = 'control/deployment.json';

/** What a bucket's handlers and commands must know of the deployment that it belongs to. */
export interface Deployment {
  /** Where people read and sign in: `https://wiki.example`, without a slash at the end. */
  origin: string;
  /** The ARN of the CloudFront KeyValueStore that the edge reads. */
  keyValueStore: string;
  /** Where the bucket is. */
  region: string;
}

/** The entry of a site whose address is known. */
export interface DeployedSite extends SiteRecord {
  readonly origin: string;
}

const FORMS: Record<keyof Deployment, (value: string) => boolean> = {
  origin: (value) =>
    URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).origin === value,
  keyValueStore: (value) => /^arn:aws:cloudfront::\d{12}:key-value-store\/[\w-]+$/.test(value),
  region: (value) => /^[a-z0-9-]{1,40}$/.test(value),
};

/**
 * @returns undefined where there is none: the bucket was filled by hand
 * @throws DeploymentError `record-garbled`; StorageError
 */
export async function readDeployment(store: Pick<ObjectStore, 'get'>): Promise<Deployment | undefined> {
  const object = await store.get(DEPLOYMENT_KEY);
  if (object === undefined) return undefined;
  const value = parse(new TextDecoder().decode(object.body));
  const wrong = Object.entries(FORMS).flatMap(([name, isGood]) => {
    const field = value?.[name];
    return typeof field === 'string' && isGood(field) ? [] : [name];
  });
  if (wrong.length > 0) {
    throw new DeploymentError(
      'record-garbled',
      `${DEPLOYMENT_KEY} can't be used: ${wrong.join(', ')} missing or malformed. Deploy again: it is written anew.`,
    );
  }
  const { origin, keyValueStore, region } = value as unknown as Deployment;
  return { origin, keyValueStore, region };
}

/** What {@link readDeployment} reads. */
export function encodeDeployment({ origin, keyValueStore, region }: Deployment): string {
  return `${JSON.stringify({ origin, keyValueStore, region })}\n`;
}

/** The site's entry in the key-value store: who makes its tokens, for whom, where people sign in, and where it is. */
export function siteRecordOf({ origin }: Pick<Deployment, 'origin'>): DeployedSite {
  return { iss: origin, aud: origin, signIn: '/auth/sign-in', origin };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
