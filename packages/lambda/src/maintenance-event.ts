/**
 * One entry of what Amazon S3 sends when objects have changed, as far as it is used here.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export interface S3Notification {
  s3: { object: { key: string } };
}

/** Work that is asked for by its name. */
export const TASKS = ['maintain', 'set-up', 'rotate-keys', 'fold'] as const;

export type MaintenanceTask = (typeof TASKS)[number];

/**
 * What the maintenance handler is invoked with: a notification of the bucket, which has `Records`; the test event that S3 sends when
 * notifications are set up, which has `Event`; `{ "task": … }`; or what a schedule sends of its own, which is nothing, or has a `source` of AWS.
 */
export interface MaintenanceEvent {
  Records?: readonly S3Notification[];
  Event?: string;
  task?: string;
  source?: string;
}
