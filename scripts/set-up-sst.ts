// Makes sure that `.sst/platform` is there: the source and the types of SST's components and of the app's providers. Kept until another
// version of sst is installed, or sst.config.ts names other providers.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const TIMEOUT_MS = 10 * 60_000;

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const sst = new URL('..', import.meta.resolve('sst'));
const { version } = JSON.parse(readFileSync(new URL('package.json', sst), 'utf8'));
// SST's command has it as a global.
Object.assign(globalThis, { $config: (config: unknown) => config });
const providers = await readProviders();
/** What is installed when it is done. */
const installation = [`sst@${version}`, ...Object.entries(providers).map(([name, v]) => `${name}@${v}`)].join(' ');
/** Written last: an installation that was broken off is made again. */
const stamp = at('.sst/installed-version');

const isReady =
  existsSync(at('.sst/platform/config.d.ts')) &&
  existsSync(at('.sst/platform/node_modules/@pulumi/aws/package.json')) &&
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === installation;

if (!isReady) install();

function install(): void {
  process.stderr.write(`Installing the component source of sst ${version} into .sst/ (about a minute, 330 MB)\n`);
  rmSync(at('.sst/platform'), { recursive: true, force: true });
  mkdirSync(at('.sst/config'), { recursive: true });
  const { status, error, stdout, stderr } = spawnSync(
    at('node_modules/.bin/sst'),
    ['install', '--stage', 'test', '--print-logs'],
    {
      cwd: at('.'),
      env: {
        ...process.env,
        // Else it looks for Pulumi and Bun and downloads them; this needs neither.
        SST_SKIP_DEPENDENCY_CHECK: '1',
        SST_NO_BUN: '1',
        SST_TELEMETRY_DISABLED: '1',
        // It does not start without a folder for its settings, and would make one in the home folder.
        XDG_CONFIG_HOME: at('.sst/config'),
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
    },
  );
  if (status !== 0) {
    process.stderr.write(
      `SST's components can't be installed, and the tests of the stacks need them. "sst install" takes them from the npm registry: ` +
        `is it reachable? What it said:\n${error?.message ?? ''}${problems(stdout + stderr)}\n`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, installation);
}

/** The providers that the app names, with their versions. */
async function readProviders(): Promise<Record<string, string>> {
  const { default: config } = await import(new URL('../sst.config.ts', import.meta.url).href);
  const { providers = {} } = await config.app({ stage: 'test' });
  return Object.fromEntries(
    Object.entries<string | { version?: string }>(providers).map(([name, provider]) => [
      name,
      (typeof provider === 'string' ? provider : provider.version) ?? '',
    ]),
  );
}

/** The log without its account of what went well. */
function problems(log: string): string {
  return log
    .trim()
    .split('\n')
    .filter((line) => !line.includes('level=INFO'))
    .join('\n');
}
