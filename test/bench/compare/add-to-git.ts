import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type GeneratedPage, generatePage, generatePages } from './generated-page.ts';
import { runProgram } from './run-program.ts';
import type { Upload } from './upload.ts';

const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Bench',
  GIT_AUTHOR_EMAIL: 'bench@example.org',
  GIT_COMMITTER_NAME: 'Bench',
  GIT_COMMITTER_EMAIL: 'bench@example.org',
};

/** Adds pages one by one to a worktree of so many, by `git add` and `git commit`: the new objects only, for git renders nothing. */
export function addToGit(pages: number, additions: number): Upload[] {
  const directory = mkdtempSync(join(tmpdir(), 'holt-bench-'));
  const git = (...args: string[]) => runProgram('git', ['-c', 'gc.auto=0', ...args], directory, ENVIRONMENT);
  const write = ({ path, title, body }: GeneratedPage) => {
    const file = join(directory, `${path}.md`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `# ${title}\n\n${body}`);
    return file;
  };
  try {
    git('init', '--quiet', '--initial-branch=main');
    for (const page of generatePages(pages)) write(page);
    git('add', '.');
    git('commit', '--quiet', '--message=Begin');
    return Array.from({ length: additions }, (_, i): Upload => {
      const file = write(generatePage(pages + i));
      const ms = git('add', file).ms + git('commit', '--quiet', '--message=Add a page').ms;
      const added = ['rev-list', '--objects', 'HEAD', '^HEAD~1'];
      const objects = git(...added)
        .stdout.trim()
        .split('\n').length;
      return { objects, bytes: Number(git(...added, '--disk-usage').stdout), ms };
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
