import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitPrefix } from '@holt/edge';
import { type GitFolder, openGitFolder } from '@holt/git';
import type { ObjectStore } from '@holt/storage';
import { onTestFinished } from 'vitest';

const ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Grace',
  GIT_AUTHOR_EMAIL: 'grace@example.org',
  GIT_COMMITTER_NAME: 'Grace',
  GIT_COMMITTER_EMAIL: 'grace@example.org',
};

/** A person's own repository, in a folder that is gone when the test is. */
export interface GitClone {
  /** Runs the machine's git in it; returns what it prints. */
  git(...args: string[]): string;
  /** Writes files (undefined: removes one) and commits; returns the commit's oid. */
  commit(files: Record<string, string | undefined>): string;
  /** Fetches what the wiki `me/notes` of a store has by now, as `wiki/main`. */
  fetch(store: ObjectStore): Promise<void>;
  open(): Promise<GitFolder>;
}

/** An empty folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holt-wiki-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function createGitClone(): GitClone {
  const folder = temporaryFolder();
  let seconds = 1_700_000_000;
  const run = (cwd: string, args: string[]) => {
    seconds += 60;
    const dates = { GIT_AUTHOR_DATE: `${seconds} +0000`, GIT_COMMITTER_DATE: `${seconds} +0000` };
    return execFileSync('git', args, { cwd, env: { ...ENVIRONMENT, ...dates }, stdio: 'pipe' })
      .toString()
      .trim();
  };
  const git = (...args: string[]) => run(folder, args);
  git('init', '--quiet', '--initial-branch=main', '.');
  return {
    git,
    commit(files) {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        if (content === undefined) rmSync(join(folder, path));
        else writeFileSync(join(folder, path), content);
      }
      git('add', '--all', '.');
      git('commit', '--quiet', '--message', `Change ${Object.keys(files).join(', ')}`);
      return git('rev-parse', 'HEAD');
    },
    async fetch(store) {
      // What lies in the store is a bare repository, but for the branch, which git over HTTP reads from info/refs.
      const bare = join(folder, '.git', 'wiki.git');
      run(folder, ['init', '--quiet', '--bare', bare]);
      const prefix = gitPrefix('me', 'notes');
      for (let startAfter: string | undefined = ''; startAfter !== undefined; ) {
        const page = await store.list({ prefix, ...(startAfter && { startAfter }) });
        for (const { key } of page.objects) {
          const path = join(bare, key.slice(prefix.length));
          const body = (await store.get(key))?.body ?? '';
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, body);
          if (key.endsWith('info/refs')) {
            writeFileSync(join(bare, 'refs/heads/main'), `${Buffer.from(body).toString().slice(0, 40)}\n`);
          }
        }
        startAfter = page.next;
      }
      git('fetch', '--quiet', bare, '+main:refs/remotes/wiki/main');
    },
    open: () => openGitFolder(folder),
  };
}
