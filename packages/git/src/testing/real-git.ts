import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

interface RunOptions {
  input?: string | Uint8Array;
  env?: Record<string, string>;
}

/** The machine's git, in a repository of its own that is gone when the test is. No setting of the machine or the user reaches it. */
export interface RealGit {
  readonly folder: string;
  run(args: string[], options?: RunOptions): Buffer;
  /** As {@link RealGit.run}, as text without the last newline. */
  text(args: string[], options?: RunOptions): string;
  /** As {@link RealGit.text}, while this process goes on: for a git that talks to it. */
  textAsync(args: string[]): Promise<string>;
}

const FIXED_ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_AUTHOR_DATE: '1700000000 +0100',
  GIT_COMMITTER_NAME: 'Grace',
  GIT_COMMITTER_EMAIL: 'grace@example.org',
  GIT_COMMITTER_DATE: '1700000100 -0500',
  LC_ALL: 'C',
};

/** A fresh repository for the running test: bare, or with a working tree. */
export function createRealGit({ bare = true }: { bare?: boolean } = {}): RealGit {
  const folder = mkdtempSync(join(tmpdir(), 'holt-git-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const options = (env: Record<string, string> = {}) => ({
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...FIXED_ENVIRONMENT, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  const git: RealGit = {
    folder,
    run: (args, { input = '', env } = {}) => execFileSync('git', args, { ...options(env), input, stdio: 'pipe' }),
    text: (args, options) => git.run(args, options).toString().replace(/\n$/, ''),
    textAsync: async (args) => (await promisify(execFile)('git', args, options())).stdout.replace(/\n$/, ''),
  };
  git.run(['init', '--quiet', '--initial-branch=main', ...(bare ? ['--bare'] : []), '.']);
  return git;
}
