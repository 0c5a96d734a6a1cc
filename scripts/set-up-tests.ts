// Installs the system packages that tests need, where it may, or says what to install.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Program → Debian package. */
const NEEDED = {
  git: 'git',
  chromium: 'chromium',
  njs: 'njs',
  // A real S3 server.
  radosgw: 'radosgw',
  'radosgw-admin': 'ceph-common',
  'ceph-mon': 'ceph-mon',
  'ceph-osd': 'ceph-osd',
  setpriv: 'util-linux',
  // They build Lambda's runtime interface client.
  cmake: 'cmake',
  'g++': 'g++',
  make: 'make',
  xz: 'xz-utils',
};

const isInstalled = (program: string) =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/${program}`));

const missing = Object.entries(NEEDED).flatMap(([program, debian]) => (isInstalled(program) ? [] : [debian]));
if (missing.length > 0) install(missing);

function install(packages: string[]): void {
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!isInstalled('apt-get') || process.getuid?.() !== 0) {
    fail(
      `The tests need these programs: ${packages.join(', ')}. Install them, on Debian or Ubuntu by: sudo ${command}`,
    );
  }
  process.stderr.write(`Installing what the tests need: ${packages.join(', ')}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Package lists may be missing or old on a new machine.
  for (const line of ['apt-get update', command]) {
    const { status, stderr } = spawnSync('sh', ['-c', line], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) fail(`"${line}" failed:\n${stderr}`);
  }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
