// Nothing but the client of `@aws-sdk/client-s3` and the requests that a store makes by it.
export { bareS3Handler as handler } from '../../../../packages/storage/src/testing/bare-s3-handler.ts';
