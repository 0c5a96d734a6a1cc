import type { Generator } from './generator.ts';
import type { RealGit } from './real-git.ts';

/** Fills a repository with commits on `main` that each change some pages a little, by `git fast-import`: what packs do well. */
export function writeHistoryWithGit(git: RealGit, generator: Generator, { commits = 100, pages = 30 } = {}): void {
  const texts = Array.from({ length: pages }, (_, page) =>
    Array.from(
      { length: 20 + generator.integer(60) },
      (_, line) => `page ${page} line ${line} ${generator.integer(1e6)}`,
    ),
  );
  const stream: string[] = [];
  for (let i = 1; i <= commits; i++) {
    stream.push('commit refs/heads/main', `committer Ada <ada@example.org> ${1_700_000_000 + i * 60} +0000`);
    stream.push('data <<END', `Edit ${i}`, 'END', '');
    for (let edits = 1 + generator.integer(4); edits > 0; edits--) {
      const page = generator.integer(pages);
      const text = texts[page] as string[];
      text.splice(generator.integer(text.length), generator.integer(2), `edit ${i} ${generator.integer(1e6)}`);
      stream.push(`M 100644 inline folder-${page % 7}/deep/page-${page}.md`, 'data <<END', ...text, 'END', '');
    }
  }
  git.run(['fast-import', '--quiet'], { input: `${stream.join('\n')}\n` });
}

export interface CatFile {
  oid: string;
  type: string;
  content: Buffer;
}

/** Every object that git has. */
export function readAllWithGit(git: RealGit): CatFile[] {
  const output = git.run(['cat-file', '--batch-all-objects', '--batch']);
  const objects: CatFile[] = [];
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0x0a, at);
    const [oid = '', type = '', size = ''] = output.toString('latin1', at, end).split(' ');
    objects.push({ oid, type, content: output.subarray(end + 1, end + 1 + Number(size)) });
    at = end + 1 + Number(size) + 1;
  }
  return objects;
}
