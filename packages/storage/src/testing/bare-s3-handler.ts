import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';

const client = new S3Client({});
const commands = [GetObjectCommand, HeadObjectCommand, PutObjectCommand, DeleteObjectCommand, ListObjectsV2Command];

/** The least that a Lambda function with the requests of an object store is: for measuring what it takes to start. */
export async function bareS3Handler(): Promise<string> {
  return `${client.config.serviceId} ${commands.map(({ name }) => name).join()}`;
}
