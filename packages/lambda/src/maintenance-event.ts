/**
 * One entry of what Amazon S3 sends when objects have changed, as far as it is used here.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export interface S3Notification {
  s3: { object: { key: string } };
}

/**
 * What the maintenance handler is invoked with: a notification of the bucket, which has `Records`; the test event that S3 sends when
 * notifications are set up, which has `Event`; or whatever the schedule's input is, which has neither.
 */
export interface MaintenanceEvent {
  Records?: readonly S3Notification[];
  Event?: string;
}
