import { type Clone, linksOf } from './clone.ts';
import { oidOf, type RawObject, type RawTreeEntry, readCommit, readTree } from './git-object.ts';

const PERSON = /^[^<>\n]+ <[^<>\n ]+> \d+ [+-]\d{4}$/;

/** What `git fsck --strict` would complain about: nothing when every object is itself, whole and linked to what it should be. */
export function checkClone({ head, objects }: Clone, known: WeakSet<RawObject>): string[] {
  const problems: string[] = [];
  for (const [oid, object] of objects) {
    if (known.has(object)) continue;
    const problem = oidOf(object) !== oid ? 'has another hash' : findProblem(object);
    if (problem === undefined) known.add(object);
    else problems.push(`${object.type} ${oid} ${problem}`);
  }
  const wanted: [string, string][] = [[head, 'commit']];
  const seen = new Set<string>();
  for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
    const [oid, type] = next;
    const object = objects.get(oid);
    if (object?.type !== type) problems.push(`${oid} is ${object?.type ?? 'missing'}, not a ${type}`);
    if (object === undefined || seen.has(oid)) continue;
    seen.add(oid);
    if (type === 'tree') {
      for (const entry of readTree(object.content)) wanted.push([entry.oid, entry.mode === '40000' ? 'tree' : 'blob']);
    } else if (type === 'commit') {
      linksOf(object).forEach((link, index) => {
        wanted.push([link, index === 0 ? 'tree' : 'commit']);
      });
    }
  }
  return problems;
}

function findProblem({ type, content }: RawObject): string | undefined {
  if (type === 'blob') return undefined;
  if (type === 'tree') return findTreeProblem(readTree(content));
  if (type !== 'commit') return 'is no object of a wiki';
  const { tree, parents, headers } = readCommit(content);
  const expected = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`)];
  const [author = '', committer = '', ...more] = headers.slice(expected.length);
  const isWhole =
    expected.every((line, index) => headers[index] === line) &&
    [tree, ...parents].every((oid) => /^[0-9a-f]{40}$/.test(oid)) &&
    PERSON.test(author.replace(/^author /, '')) &&
    PERSON.test(committer.replace(/^committer /, '')) &&
    more.length === 0;
  return isWhole ? undefined : 'has other headers than a commit';
}

function findTreeProblem(entries: readonly RawTreeEntry[]): string | undefined {
  let previous: Buffer | undefined;
  for (const { mode, name } of entries) {
    if (mode !== '100644' && mode !== '40000') return `has the mode ${mode}`;
    if (name.length === 0 || name.includes('/') || ['.', '..', '.git'].includes(name.toString()))
      return 'has a bad name';
    // Git sorts folders as if their names ended in a slash.
    const key = mode === '40000' ? Buffer.concat([name, Buffer.from('/')]) : name;
    if (previous !== undefined && Buffer.compare(previous, key) >= 0) return 'is not in order';
    previous = key;
  }
  return undefined;
}
