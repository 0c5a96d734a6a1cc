import { accessKey, checkAccessRecord, encodeAccessRecord, hostKey, type PathRule } from '@holt/edge';
import { KEY_VALUE_LIMITS } from '@holt/storage';
import { MAX_FILE_BYTES } from '@holt/wiki';
import { INIT_MS, LATENCY_MS, PROCESSES } from './assumptions.ts';
import type { CallCost } from './call-cost.ts';
import { costOfMany } from './measure-many-wikis.ts';
import type { Measured } from './usage.ts';

/** Where a quota, or a bound of our own, ends something. */
export interface End {
  /** For people: what is bounded, and by how much. */
  quota: string;
  /** Where it is said; for our own, which function. */
  page: string;
  /** At how many of what. */
  limit: number;
  unit: string;
  next: string;
}

const CLOUDFRONT = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html';
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const S3_EVENTS = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/NotificationHowTo.html';
const S3_RATE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html';

/** A second, for one prefix that S3 has parted from the rest; a new bucket begins with one. */
const S3_WRITES = 3500;
const S3_READS = 5500;
/** Of Lambda: at once in an account, as it is at first for accounts that are not new. */
const ACCOUNT_PROCESSES = 1000;
const MAINTENANCE_SECONDS = 15 * 60;
const SIGN_IN_SECONDS = 30;
const DISTRIBUTION_REQUESTS = 250_000;
const ALTERNATE_NAMES = 100;
const TENANTS = 10_000;
const PAYLOAD_BYTES = 6 * 1024 * 1024;

const secondsOf = (cost: CallCost, chain: number) => (cost.ms + chain * LATENCY_MS) / 1000;

/** Where each ends, by what was measured. */
export function findEnds({ wiki, many, edge, views }: Measured): End[] {
  const [owner, name] = ['owner-0001', 'wiki-0001'];
  const entry = accessKey(owner, name) + encodeAccessRecord({ public: true, rules: [], since: 0 });
  const host = `${hostKey('wiki-0001.wikis.example.com')}${owner}/${name}`;
  const writeSeconds = secondsOf(wiki.write, wiki.chains.write);
  const afterSeconds = secondsOf(wiki.notification, wiki.chains.notification) + secondsOf(wiki.fold, wiki.chains.fold);
  const puts = wiki.write.puts + wiki.notification.puts + wiki.fold.puts;
  const gets = wiki.write.gets + wiki.notification.gets + wiki.fold.gets;
  const { maxStoreBytes, maxValueBytes } = KEY_VALUE_LIMITS;
  return [
    {
      quota: 'The daily schedule goes through all wikis in one run of 15 minutes',
      page: LAMBDA,
      limit: wikisWithin(MAINTENANCE_SECONDS, (wikis) => {
        const cost = costOfMany(many.idleDay, wikis, wikis / 10);
        return secondsOf(cost, cost.chain);
      }),
      unit: 'wikis, ten an owner, that nobody writes',
      next: 'The schedule puts a message for each wiki, or for each hundred, into a queue, and the function takes them from there, many at once.',
    },
    {
      quota: 'The same, where all were written on the day',
      page: LAMBDA,
      limit: wikisWithin(MAINTENANCE_SECONDS, (wikis) => {
        const cost = costOfMany(many.idleDay, wikis, wikis / 10);
        return secondsOf(cost, cost.chain + wikis * Math.max(0, wiki.chains.daily - many.idleDay.aWiki.chain));
      }),
      unit: 'wikis',
      next: 'The same.',
    },
    {
      quota: 'A sign-in reads the settings of all wikis within the 30 s of its function',
      page: 'rolesOf',
      limit: wikisWithin(SIGN_IN_SECONDS, (wikis) => {
        const cost = costOfMany(many.grants, wikis, wikis / 10);
        return secondsOf(cost, cost.chain);
      }),
      unit: 'wikis, ten an owner',
      next: 'An object for each person that names their grants, written with the settings.',
    },
    {
      quota: `A key-value store has ${maxStoreBytes / 1024 ** 2} MB`,
      page: CLOUDFRONT,
      limit: Math.floor(maxStoreBytes / Buffer.byteLength(entry)),
      unit: 'wikis that are public or have rules; private ones without rules need no entry',
      next: 'Several distributions, each with a function and a store of its own: a function has one store. 50 stores an account, more by asking.',
    },
    {
      quota: 'The same, with a host name for each wiki',
      page: CLOUDFRONT,
      limit: Math.floor(maxStoreBytes / (Buffer.byteLength(entry) + Buffer.byteLength(host))),
      unit: 'wikis',
      next: 'The same.',
    },
    {
      quota: `A value in it has ${maxValueBytes / 1024} KB`,
      page: CLOUDFRONT,
      limit: mostRules(),
      unit: 'rules for folders in one wiki',
      next: 'A rule for a folder instead of many for its pages; or a second wiki.',
    },
    {
      quota: 'Updates of a key-value store come one after the other, each of two requests',
      page: 'no rate is published',
      limit: 1000 / (2 * LATENCY_MS),
      unit: 'changes of access a second, at most; writing pages makes none',
      next: 'Several stores.',
    },
    {
      quota: `S3 takes ${S3_WRITES.toLocaleString('en')} writes a second for a part of a bucket`,
      page: S3_RATE,
      limit: S3_WRITES / puts,
      unit: 'edits a second in all wikis, before S3 has parted the bucket by prefixes',
      next: 'S3 parts a bucket that is busy by itself, within half an hour to an hour; every key begins with its wiki. Ask for it before a large import.',
    },
    {
      quota: `… and ${S3_READS.toLocaleString('en')} reads`,
      page: S3_RATE,
      limit: S3_READS / gets,
      unit: 'edits a second, likewise',
      next: 'The same.',
    },
    {
      quota: 'The commits of one wiki come one after the other',
      page: 'docs/consistency.md',
      limit: 1 / writeSeconds,
      unit: 'edits a second in one wiki, by processes that know nothing; some more by those that do',
      next: 'Several pages in one commit (`apply_changes`); another wiki.',
    },
    {
      quota: `${PROCESSES.write} processes of the write function at once, by HOLT_CONCURRENCY`,
      page: 'stacks/settings.ts',
      limit: PROCESSES.write / (writeSeconds + INIT_MS / 1000),
      unit: 'calls of agents a second, if each starts a process',
      next: 'HOLT_CONCURRENCY.',
    },
    {
      quota: `${ACCOUNT_PROCESSES.toLocaleString('en')} processes at once in an account; new accounts have fewer`,
      page: LAMBDA,
      limit: ACCOUNT_PROCESSES / (writeSeconds + afterSeconds),
      unit: 'edits a second, with what the bucket makes of each',
      next: 'More by asking; an account for each group of wikis.',
    },
    {
      quota: `Lambda takes ${PAYLOAD_BYTES / 1024 ** 2} MB a call`,
      page: LAMBDA,
      limit: MAX_FILE_BYTES / 1024 ** 2,
      unit: 'MB a file, as base64 makes a third more of it',
      next: 'The command line, which goes to the bucket itself; or signed uploads.',
    },
    {
      quota: `Notifications of S3 come at least once, mostly within seconds, sometimes after a minute or more; ${PROCESSES.maintenance} processes take them`,
      page: S3_EVENTS,
      limit: PROCESSES.maintenance / afterSeconds,
      unit: 'edits a second for long, with their folds. A notification mends what a writer left undone, and folds: what can be taken no sooner waits for up to six hours, and after that the daily run does it',
      next: 'HOLT_CONCURRENCY; then a queue between, which waits for days and has what is told twice of a wiki done once.',
    },
    {
      quota: `${DISTRIBUTION_REQUESTS.toLocaleString('en')} requests a second for a distribution`,
      page: CLOUDFRONT,
      limit: DISTRIBUTION_REQUESTS / views.next.requests,
      unit: 'views a second',
      next: 'More by asking, or several distributions.',
    },
    {
      quota: 'A function has 10 KB, and about a millisecond of a processor',
      page: CLOUDFRONT,
      limit: edge.maxFunctionBytes - edge.functionBytes,
      unit: 'bytes are left of it, however many wikis there are',
      next: 'None: what does not fit must go.',
    },
    {
      quota: `${ALTERNATE_NAMES} alternate names for a distribution`,
      page: CLOUDFRONT,
      limit: ALTERNATE_NAMES,
      unit: 'domains of wikis’ own; subdomains need one, `*.wikis.example.com`',
      next: `Distribution tenants: ${TENANTS.toLocaleString('en')} an account with ${ALTERNATE_NAMES} names each, on one multi-tenant distribution; not within the flat-rate plans.`,
    },
    {
      quota: '75 cache behaviours for a distribution',
      page: CLOUDFRONT,
      limit: 75,
      unit: 'kinds of URL; there are 10 of them, however many wikis there are',
      next: 'None is needed.',
    },
    {
      quota: '3,000 paths under way in invalidations, 15 with a wildcard',
      page: CLOUDFRONT,
      limit: 3000,
      unit: 'invalidations at once; writing makes none, what is old ends by itself within a minute and a half',
      next: 'None is needed.',
    },
  ];
}

/** The most wikis for which a time, which grows with them, is not too long. */
function wikisWithin(seconds: number, secondsFor: (wikis: number) => number): number {
  let [low, high] = [0, 10_000_000];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (secondsFor(middle) <= seconds) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** So many rules for folders with names of usual length. */
function mostRules(): number {
  const rules: PathRule[] = [];
  for (;;) {
    rules.push([`Team/Folder_${String(rules.length).padStart(3, '0')}`, 'reader']);
    if (checkAccessRecord({ public: true, rules, since: 0 }) !== '') return rules.length - 1;
  }
}
