export {
  makeRadosClient,
  openTestBucket,
  type RadosGatewayAddress,
  type TestBucketOptions,
} from './open-test-bucket.ts';
export { type RadosGateway, startRadosGateway } from './rados-gateway.ts';
