// Preloaded with --import: for every S3 client of the process, radosgw behaves as Amazon S3 does.
import { evenOutEveryClient } from '@holt/storage/testing/s3';

evenOutEveryClient();
