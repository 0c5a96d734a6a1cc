// Preloaded with --import: for every connection of the process, radosgw behaves as Amazon S3 does.
import { evenOutEveryConnection } from '@holt/storage/testing/s3';

evenOutEveryConnection();
