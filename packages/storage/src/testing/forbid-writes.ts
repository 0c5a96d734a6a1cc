import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { makeRadosClient, type RadosGatewayAddress } from './open-test-bucket.ts';

/** Lets everybody, the bucket's owner too, read what is in it and change nothing. */
export async function forbidWrites(address: RadosGatewayAddress, bucket: string): Promise<void> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:PutObject', 's3:DeleteObject'],
        Resource: [`arn:aws:s3:::${bucket}/*`],
      },
    ],
  });
  await makeRadosClient(address).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
}
