import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The manifests of the packages that bring the programs. */
const MANIFESTS = {
  conformance: require.resolve('@modelcontextprotocol/conformance/package.json'),
  'mcp-inspector': require.resolve('@modelcontextprotocol/inspector/package.json'),
} as const;

export interface ProgramEnd {
  status: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a test program of the Model Context Protocol, and waits for its end.
 * @param folder where it runs and what it takes for the home, so that it leaves nothing elsewhere and finds no settings of whoever runs the tests
 */
export async function runProgram(
  name: keyof typeof MANIFESTS,
  args: readonly string[],
  folder: string,
): Promise<ProgramEnd> {
  const manifest = MANIFESTS[name];
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
  const child = spawn(process.execPath, [join(dirname(manifest), bin[name] ?? ''), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    end.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    end.stderr += chunk;
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { status, ...end };
}
