// Builds the native part of `aws-lambda-ric`, by which the tests start handlers as Lambda does. Kept until another version of it is installed.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  isRuntimeReady,
  RUNTIME_FOLDER,
  RUNTIME_PACKAGE,
  RUNTIME_STAMP,
  wantedRuntime,
} from '../test/deployed/lambda-runtime.ts';

const TIMEOUT_MS = 10 * 60_000;

try {
  if (!isRuntimeReady()) build();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function build(): void {
  const started = Date.now();
  process.stderr.write(`Building aws-lambda-ric ${wantedRuntime()}, once (about a minute)\n`);
  const work = mkdtempSync(join(tmpdir(), 'holt-lambda-runtime-'));
  try {
    cpSync(RUNTIME_PACKAGE, work, { recursive: true, dereference: true });
    // Its own script, which makes curl and the C++ client of the Runtime API from the archives in the package.
    run(work, 'sh', ['scripts/preinstall.sh']);
    run(work, 'g++', nativeClientArguments(work));
    rmSync(RUNTIME_FOLDER, { recursive: true, force: true });
    mkdirSync(RUNTIME_FOLDER, { recursive: true });
    for (const file of ['index.mjs', 'rapid-client.node']) cpSync(join(work, file), join(RUNTIME_FOLDER, file));
    writeFileSync(RUNTIME_STAMP, wantedRuntime());
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  process.stderr.write(`Built in ${Math.round((Date.now() - started) / 1000)} s\n`);
}

/** What the package's `binding.gyp` says, without node-gyp, which would take the headers from elsewhere than the npm registry. */
function nativeClientArguments(work: string): string[] {
  const artifacts = join(work, 'deps/artifacts');
  const headers = dirname(createRequire(join(RUNTIME_PACKAGE, 'index.mjs')).resolve('node-addon-api'));
  return [
    ...['-shared', '-fPIC', '-std=c++20', '-O2', '-fvisibility=hidden'],
    ...['-DNODE_GYP_MODULE_NAME=rapid_client', '-DBUILDING_NODE_EXTENSION'],
    ...[fetchNodeHeaders(work), headers, join(artifacts, 'include')].map((folder) => `-I${folder}`),
    'src/native/rapid-client.cc',
    ...['-o', 'rapid-client.node'],
    ...['libaws-lambda-runtime.a', 'libcurl.a'].map((library) => join(artifacts, 'lib', library)),
    '-pthread',
  ];
}

/** Of the Node that runs this, from the npm package that its binary is from: what is installed of that may be the binary alone. */
function fetchNodeHeaders(work: string): string {
  const name = `node-linux-${process.arch}`;
  run(work, 'npm', ['pack', `${name}@${process.versions.node}`, '--silent']);
  run(work, 'tar', ['--extract', '--gzip', `--file=${name}-${process.versions.node}.tgz`, 'package/include/node']);
  return join(work, 'package/include/node');
}

function run(cwd: string, program: string, args: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: TIMEOUT_MS });
  if (status === 0) return;
  throw new Error(
    `Lambda's runtime interface client can't be built, and the tests of the deployed handlers need it. It takes cmake, g++, make and ` +
      `xz-utils, which \`node scripts/set-up-tests.ts\` installs, and the npm registry.\n${program} ${args.join(' ')}\n` +
      `${error?.message ?? ''}${`${stdout}${stderr}`.trim().split('\n').slice(-20).join('\n')}`,
  );
}
