import { type AccessRecord, checkAccessRecord, LEVELS, type Level, levelOf, type PathRule } from '@holt/edge';

/** Opens nothing to anybody, whoever they are: no token is made late enough. */
const CLOSED: AccessRecord = { public: false, rules: [], since: Number.MAX_SAFE_INTEGER };

/**
 * A record that lets nothing pass that either refuses, and for a path all that both let pass (but for tokens that are too old for one of
 * them). Where that has too many rules for one entry of the key-value store, the one that lets nothing pass.
 */
export function stricterOf(a: AccessRecord, b: AccessRecord): AccessRecord {
  const paths = new Set([...a.rules, ...b.rules].map(([path]) => path));
  // For a path between two of these, each side's longest rule is that of the longest of these above it.
  const rules = [...paths].map((path): PathRule => [path, higherOf(levelOf(a, path), levelOf(b, path))]);
  const both = { public: a.public && b.public, rules, since: Math.max(a.since, b.since) };
  return checkAccessRecord(both) === '' ? both : CLOSED;
}

function higherOf(a: string, b: string): Level {
  return LEVELS[Math.max(LEVELS.indexOf(a as Level), LEVELS.indexOf(b as Level))] as Level;
}

/** Whether they let the same pass, whatever the order of their rules. */
export function isSameAccess(a: AccessRecord, b: AccessRecord): boolean {
  const canonical = ({ public: isPublic, rules, since }: AccessRecord) =>
    JSON.stringify([isPublic, since, ...rules.map((rule) => JSON.stringify(rule)).sort()]);
  return canonical(a) === canonical(b);
}
