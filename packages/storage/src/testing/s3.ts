export { evenOutEveryConnection } from './even-out-rados-gateway.ts';
export { forbidWrites } from './forbid-writes.ts';
export {
  makeRadosClient,
  openTestBucket,
  type RadosGatewayAddress,
  type TestBucketOptions,
} from './open-test-bucket.ts';
export { type RadosGateway, startRadosGateway } from './rados-gateway.ts';
