import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { wikiUrl } from '@holt/edge';
import { securityHeaders } from '@holt/site/security-headers';
import { systemClock } from '@holt/storage';
import { DATA_OPTIONS, type DataPlace, isLocalFolder, openDataPlace, readDataPlace } from '../data-place.ts';
import { type EdgeCache, openEdgeCache } from '../edge-cache.ts';
import { CommandError } from '../errors.ts';
import { startLocalEdge } from '../local-edge.ts';
import { parsePort } from '../options.ts';
import { print } from '../print.ts';
import { warn } from '../warn.ts';

const HOST = '127.0.0.1';
const FIRST_WIKI = { owner: 'me', name: 'notes' };

/** `holt dev`: the local edge, and behind it (unless read-only) the write handler. Ends on SIGINT or SIGTERM. */
export async function dev(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ...DATA_OPTIONS,
      port: { type: 'string', default: '8700' },
      'read-only': { type: 'boolean', default: false },
      cached: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const port = parsePort(values.port);
  const place = readDataPlace(values);
  await checkPortFree(port);
  // Readers need no write handler, so a read-only edge does not even load it.
  const cache = values.cached ? { cache: openEdgeCache(systemClock) } : {};
  const started = values['read-only'] ? await serveReads(port, place, cache) : await serveAll(port, place, cache);
  print(values.json, started.facts, describe(started.facts));

  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await stopped;
  const isIdle = await started.close();
  if (!values.json) process.stdout.write('\nStopped.\n');
  // What maintenance does may be cut off anywhere, and the next run goes on.
  if (!isIdle) process.exit();
}

/** What `--json` prints, as one line. */
interface Facts {
  /** Where to read. */
  url: string;
  /** Where agents write; absent when read-only. */
  mcp?: string;
  /** A write token for all wikis; absent when read-only. */
  token?: string;
  /** The data folder, or the bucket's URL. */
  data: string;
}

interface Started {
  facts: Facts;
  /** Resolves to whether nothing goes on. */
  close(): Promise<boolean>;
}

async function serveReads(port: number, place: DataPlace, cache: { cache?: EdgeCache }): Promise<Started> {
  const { location, store, keyValues } = await openDataPlace(place, 'read', warn);
  await keyValues.entries();
  const edge = await startLocalEdge({ store, keyValues, host: HOST, port, headers: securityHeaders(), log, ...cache });
  return {
    facts: { url: `${edge.url}/`, data: location },
    async close() {
      await edge.close();
      return true;
    },
  };
}

async function serveAll(port: number, place: DataPlace, cache: { cache?: EdgeCache }): Promise<Started> {
  const { openLocalHolt } = await import('../local-holt.ts');
  const { devToken } = await import('../dev-token.ts');
  const { makeFirstWiki } = await import('../first-wiki.ts');
  const { bringUpToDate } = await import('../bring-up-to-date.ts');
  const { startBackgroundFolds } = await import('../background-folds.ts');
  const { startMaintenance } = await import('../maintenance.ts');
  const { openSiteHandler } = await import('../site-handler.ts');
  const { watchIndexes } = await import('../watch-indexes.ts');
  const { maintainWikis } = await import('@holt/wiki');

  const holt = await openLocalHolt(place, 'create');
  const { store, keyValues, location, deployment } = holt;
  // Whoever reaches this machine's loopback address would be the owner of a site that others use.
  if (deployment !== undefined) {
    throw new CommandError(
      `${location} is served at ${deployment.origin}: read and write there. To see it from here, add --read-only.`,
    );
  }
  const firstWiki = `${FIRST_WIKI.owner}/${FIRST_WIKI.name}`;
  const broken = await bringUpToDate(holt, log);
  if (!broken.has(firstWiki)) await makeFirstWiki(holt, firstWiki, { public: isLocalFolder(place) });

  let origin = `http://${HOST}:${port}`;
  // In AWS the bucket tells of each write.
  const folds = startBackgroundFolds({
    fold: async (id) => (await holt.wikis.open(id)).fold({ ifDue: true, only: 'index' }),
    clock: systemClock,
    log,
  });
  const watched = { ...holt, store: watchIndexes(store, folds.note) };
  const writeHandler = openSiteHandler(watched, () => origin, log);
  const edge = await startLocalEdge({
    store,
    keyValues,
    host: HOST,
    port,
    writeHandler,
    headers: securityHeaders(),
    log,
    ...cache,
  });
  origin = edge.url;
  const token = await devToken(holt);
  const reading = `${edge.url}${wikiUrl(FIRST_WIKI.owner, FIRST_WIKI.name)}`;
  const maintain = async () => {
    try {
      await maintainWikis(holt, log);
    } finally {
      await holt.tokens.cleanUp();
    }
  };
  const maintenance = startMaintenance({ run: maintain, clock: systemClock, log });
  return {
    facts: { url: reading, mcp: `${edge.url}/mcp`, token, data: location },
    async close() {
      await edge.close();
      const areIdle = await Promise.all([maintenance.stop(), folds.stop()]);
      return areIdle.every((isIdle) => isIdle);
    },
  };
}

/** Before anything is made on disk: a port that is taken leaves no trace. */
async function checkPortFree(port: number): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'is taken by another program' : `can't be used (${cause.code})`;
      reject(new CommandError(`Port ${port} ${reason}. Stop that program, or choose another with --port.`, { cause }));
    });
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });
}

function describe({ url, mcp, token, data }: Facts): string {
  const connect =
    mcp === undefined
      ? 'Read-only: no write handler is loaded.\n'
      : `Connect  claude mcp add --transport http holt ${mcp} --header "Authorization: Bearer ${token}"\n`;
  return `\nRead     ${url}\n${connect}Data     ${data}\n\nCtrl-C stops it.\n`;
}

function log(message: string): void {
  process.stderr.write(`${message}\n`);
}
