import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Clone } from './clone.ts';

/** What the real git says about a clone; nothing when it is content. */
export function fsckByGit({ head, files }: Clone): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'holt-sim-'));
  try {
    for (const [path, content] of [...files, ['refs/heads/main', `${head}\n`] as const]) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const { status, stdout, stderr, error } = spawnSync('git', ['--git-dir', folder, 'fsck', '--strict', '--full'], {
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' },
    });
    if (error !== undefined) throw new Error('The real git is needed to check clones: install git.', { cause: error });
    return status === 0 ? [] : [`exit ${status}: ${(stdout + stderr).trim()}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
