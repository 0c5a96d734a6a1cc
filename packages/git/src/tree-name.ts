/** Characters that HFS+ ignores in file names: `.g<U+200C>it` is `.git` there. The list is git's own (`next_hfs_char`). */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Why git would refuse a tree entry's name (`git fsck --strict`), or `''` when it is legal. The rules for `.git` hold for
 * every file system on which a clone may be checked out, so `GIT`, `git~1` and `.git .` are refused too.
 */
export function treeNameProblem(name: string): string {
  if (name === '') return 'the name is empty';
  if (name === '.' || name === '..') return `the name ${name} means a folder itself`;
  if (name.includes('/')) return 'the name holds a /';
  if (name.includes('\0')) return 'the name holds a NUL character';
  if (!name.isWellFormed()) return 'the name is not well-formed Unicode';
  if (meansDotGit(name)) return "the name would be git's own folder .git on some file systems";
  return '';
}

function meansDotGit(name: string): boolean {
  if (name.replace(IGNORED_BY_HFS, '').toLowerCase() === '.git') return true;
  return name.split('\\').some((part) => /^(\.git|git~1)[ .]*(:|$)/i.test(part));
}
