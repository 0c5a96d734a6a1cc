/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app(input) {
    const isProduction = input.stage === 'production';
    return {
      name: 'holt',
      home: 'aws',
      removal: isProduction ? 'retain' : 'remove',
      protect: isProduction,
      providers: {
        // CloudFront takes its certificates and its web ACLs from this region only.
        aws: { region: 'us-east-1' },
        // The version that SST's own components use.
        random: '4.16.6',
      },
    };
  },
  async run() {
    const { readSettings } = await import('./stacks/settings.ts');
    const { storage, grantReading } = await import('./stacks/storage.ts');
    const { originSecrets } = await import('./stacks/origin-secret.ts');
    const { buildBundles } = await import('./stacks/functions.ts');
    const { writeFunction } = await import('./stacks/write.ts');
    const { authFunction } = await import('./stacks/auth.ts');
    const { maintenanceFunction } = await import('./stacks/maintenance.ts');
    const { edge } = await import('./stacks/edge.ts');
    const { recordDeployment } = await import('./stacks/deployment.ts');
    const { operations } = await import('./stacks/operations.ts');

    const settings = await readSettings($app.stage, process.env);
    const { bucket, key, keyValueStore } = storage(settings);
    const originSecret = originSecrets(settings);
    const bundles = await buildBundles();
    const parts = { settings, bucket, key, keyValueStore, originSecret: originSecret.accepted };
    const write = writeFunction(parts, bundles.write);
    const auth = authFunction(parts, bundles.auth);
    const { maintenance, deadLetters } = maintenanceFunction(parts, bundles.maintenance);

    const { cdn, origin, viewerRequest } = await edge({
      bucket,
      keyValueStore,
      functions: { write, auth },
      originSecret: originSecret.current,
      settings,
    });
    const { distribution } = cdn.nodes;
    grantReading(bucket, key, distribution.arn);
    recordDeployment({ bucket, keyValueStore, origin, maintenance, codeHash: bundles.maintenance.hash });
    const functions = { Write: write, Auth: auth, Maintenance: maintenance };
    operations({ settings, bucket, functions, deadLetters, distribution, viewerRequest });
    return { url: origin, bucket: bucket.bucket, keyValueStore: keyValueStore.arn };
  },
});
