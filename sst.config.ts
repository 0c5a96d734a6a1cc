/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app(input) {
    const isProduction = input.stage === 'production';
    return {
      name: 'holt',
      home: 'aws',
      removal: isProduction ? 'retain' : 'remove',
      protect: isProduction,
      // CloudFront takes its certificates and its web ACLs from this region only.
      providers: { aws: { region: 'us-east-1' } },
    };
  },
  async run() {
    const { storage, grantReading } = await import('./stacks/storage.ts');
    const { edge } = await import('./stacks/edge.ts');
    const { bucket, key } = storage();
    const { cdn, keyValueStore } = await edge(bucket);
    grantReading(bucket, key, cdn.nodes.distribution.arn);
    return { url: cdn.url, bucket: bucket.bucket, keyValueStore: keyValueStore.arn };
  },
});
