import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs the stock git in a folder, with no settings but these: whoever runs the tests may have others. */
export async function runGit(directory: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['-C', directory, ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Ann',
      GIT_AUTHOR_EMAIL: 'ann@example.org',
      GIT_AUTHOR_DATE: '2026-11-20T10:00:00+01:00',
      GIT_COMMITTER_NAME: 'Bob',
      GIT_COMMITTER_EMAIL: 'bob@example.org',
      GIT_COMMITTER_DATE: '2026-11-20T11:00:00+01:00',
    },
  });
  return stdout;
}
