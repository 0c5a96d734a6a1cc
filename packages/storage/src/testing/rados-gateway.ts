import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CLUSTER_ID, radosConfiguration } from './rados-configuration.ts';

const START_TIMEOUT_MS = 90_000;
/** Of util-linux, which every Linux has. */
const SET_PRIVILEGES = 'setpriv';
const OSD_ID = '5ecd1a5d-1f1f-4f0a-9d8b-6a3a5a0f7a10';

/** A real S3 server of this machine, for tests. */
export interface RadosGateway {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  /** Of a user who may do everything. */
  accessKeyId: string;
  secretAccessKey: string;
  /** Ends its processes and removes its files. */
  stop(): Promise<void>;
}

const run = promisify(execFile);

/**
 * Starts Ceph's S3 gateway (Debian: radosgw, ceph-mon, ceph-osd) on free ports of the loopback interface: a monitor, one storage
 * daemon that keeps everything in memory, and the gateway. They end when this process ends, however it ends.
 */
export async function startRadosGateway(): Promise<RadosGateway> {
  const directory = mkdtempSync(join(tmpdir(), 'holt-radosgw-'));
  const daemons: Daemon[] = [];
  const stop = async () => {
    await Promise.all(daemons.reverse().map(stopDaemon));
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    return { ...(await startCluster(directory, daemons)), stop };
  } catch (cause) {
    const said = daemons.map(({ name, stderr }) => `${name}: ${stderr()}`).join('\n');
    await stop();
    throw new Error(`radosgw can't be started. \`node scripts/set-up-tests.ts\` installs it.\n${said}`, { cause });
  }
}

async function startCluster(directory: string, daemons: Daemon[]): Promise<Omit<RadosGateway, 'stop'>> {
  const [monitorPort, gatewayPort] = await freePorts(2);
  const monitorAddress = `v2:127.0.0.1:${monitorPort}/0`;
  const configuration = join(directory, 'ceph.conf');
  const keyring = join(directory, 'keyring');
  const monitorMap = join(directory, 'monmap');
  for (const folder of ['mon', 'osd', 'rgw']) mkdirSync(join(directory, folder));
  writeFileSync(configuration, radosConfiguration({ directory, monitorAddress, keyring }));
  const ceph = (program: string, ...args: string[]) => run(program, ['-c', configuration, ...args]);
  const start = (name: string, program: string, ...args: string[]) =>
    daemons.push(startDaemon(name, program, ['-f', '-c', configuration, ...args]));

  await run('monmaptool', ['--create', '--fsid', CLUSTER_ID, '--addv', 'a', `[${monitorAddress}]`, monitorMap]);
  const everything = ['mon', 'osd', 'mgr'].flatMap((service) => ['--cap', service, 'allow *']);
  await run('ceph-authtool', ['-C', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *']);
  await run('ceph-authtool', [keyring, '--gen-key', '-n', 'client.admin', ...everything]);
  await run('ceph-authtool', [keyring, '--gen-key', '-n', 'osd.0', ...everything]);
  await ceph('ceph-mon', '-i', 'a', '--mkfs', '--keyring', keyring, '--monmap', monitorMap);
  start('monitor', 'ceph-mon', '-i', 'a');
  await ceph('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', OSD_ID);
  await ceph('ceph', '--connect-timeout', '20', 'osd', 'new', OSD_ID, '0');
  start('storage', 'ceph-osd', '-i', '0');
  const user = { accessKeyId: 'holt-tests', secretAccessKey: 'not-a-secret-holt-tests' };
  const keys = [`--access-key=${user.accessKeyId}`, `--secret-key=${user.secretAccessKey}`];
  await ceph('radosgw-admin', '-n', 'client.admin', 'user', 'create', '--uid=tests', '--display-name=tests', ...keys);
  // Without tcp_nodelay many an answer waits 40 ms for the client's delayed acknowledgement.
  const frontend = `beast endpoint=127.0.0.1:${gatewayPort} tcp_nodelay=1`;
  start('gateway', 'radosgw', '-n', 'client.admin', `--rgw_frontends=${frontend}`);
  const endpoint = `http://127.0.0.1:${gatewayPort}`;
  await untilItAnswers(endpoint, daemons);
  return { endpoint, ...user };
}

interface Daemon {
  name: string;
  process: ChildProcess;
  /** The last it has said there. */
  stderr(): string;
}

function startDaemon(name: string, program: string, args: readonly string[]): Daemon {
  // Whatever becomes of this process, the kernel ends the daemon with it.
  const withParent = ['--pdeathsig', 'SIGKILL', program, ...args];
  const process = spawn(SET_PRIVILEGES, withParent, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  process.stderr.setEncoding('utf8').on('data', (text) => {
    said = `${said}${text}`.slice(-2_000);
  });
  process.on('error', (error) => {
    said += error.message;
  });
  return { name, process, stderr: () => said };
}

async function stopDaemon({ process }: Daemon): Promise<void> {
  if (process.pid === undefined || process.exitCode !== null || process.signalCode !== null) return;
  const ended = once(process, 'exit');
  process.kill('SIGKILL');
  await ended;
}

async function untilItAnswers(endpoint: string, daemons: readonly Daemon[]): Promise<void> {
  const deadline = AbortSignal.timeout(START_TIMEOUT_MS);
  for (;;) {
    const dead = daemons.find(({ process }) => process.exitCode !== null || process.signalCode !== null);
    if (dead !== undefined) throw new Error(`The ${dead.name} daemon ended early.`);
    try {
      await (await fetch(endpoint, { signal: deadline })).arrayBuffer();
      return;
    } catch (error) {
      if (deadline.aborted) throw error;
      await delay(50);
    }
  }
}

/** Ports that nobody listens on; another process may take one before it is used, but hardly does. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
