import type { Node, Program } from 'acorn';

type Visit = (node: Node, parents: readonly Node[]) => string | undefined;

/** Any node of a syntax tree, for reading what only some kinds have. */
type AnyNode = Node & Record<string, unknown>;

const REFUSED_NODES: Readonly<Record<string, string>> = {
  ArrayPattern: 'destructuring',
  AssignmentPattern: 'a default value',
  ChainExpression: 'optional chaining',
  ClassDeclaration: 'a class',
  ClassExpression: 'a class',
  ExportAllDeclaration: 'an export',
  ExportDefaultDeclaration: 'an export',
  ExportNamedDeclaration: 'an export',
  ForOfStatement: 'for-of',
  ImportExpression: 'a dynamic import',
  ImportNamespaceSpecifier: 'a namespace import',
  ImportSpecifier: 'a named import',
  MetaProperty: 'new.target or import.meta',
  ObjectPattern: 'destructuring',
  SpreadElement: 'spread',
  WithStatement: 'with',
  YieldExpression: 'a generator',
};

/** Those of the engine's modules that Holt's functions use. */
const MODULES: ReadonlySet<unknown> = new Set(['cloudfront', 'crypto']);

const REFUSED_GLOBALS: ReadonlySet<string> = new Set([
  ...['BigInt', 'Function', 'Intl', 'Map', 'Proxy', 'Reflect', 'Set', 'WeakMap', 'WeakRef', 'WeakSet', 'eval'],
  ...['fetch', 'global', 'process', 'require', 'setImmediate', 'setInterval', 'setTimeout', 'URL', 'URLSearchParams'],
]);

/**
 * What a program has that the runtime 2.0 of CloudFront Functions refuses, or would not find, each with its position:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export function findOutsideSubset(program: Program): string[] {
  const found: string[] = [];
  walk(program, [], (node, parents) => {
    const what = REFUSED_NODES[node.type] ?? refusedUse(node as AnyNode, parents);
    if (what !== undefined) found.push(`${what} at offset ${node.start}`);
    return undefined;
  });
  return found;
}

function refusedUse(node: AnyNode, parents: readonly Node[]): string | undefined {
  switch (node.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return node.generator === true ? 'a generator' : undefined;
    case 'AssignmentExpression':
      return ['&&=', '||=', '??='].includes(String(node.operator)) ? 'logical assignment' : undefined;
    case 'AwaitExpression':
      return refusedAwait(node, parents);
    case 'CatchClause':
      return node.param ? undefined : 'catch without a binding';
    case 'Identifier':
      return REFUSED_GLOBALS.has(String(node.name)) && !isName(node, parents.at(-1)) ? `${node.name}` : undefined;
    case 'ImportDeclaration':
      return MODULES.has((node.source as AnyNode).value) ? undefined : 'an import other than "cloudfront" and "crypto"';
    case 'Literal':
      return refusedLiteral(node);
    default:
      return undefined;
  }
}

function refusedAwait(node: Node, parents: readonly Node[]): string | undefined {
  let child = node;
  for (const parent of [...parents].reverse() as AnyNode[]) {
    if (parent.type.includes('Function')) return undefined;
    const takes = parent.type === 'CallExpression' || parent.type === 'NewExpression';
    if (takes && (parent.arguments as Node[]).includes(child)) return 'await inside call arguments';
    child = parent;
  }
  return 'await outside a function';
}

function refusedLiteral(node: AnyNode): string | undefined {
  if (node.bigint !== undefined) return 'a BigInt';
  const flags = (node.regex as { flags: string } | undefined)?.flags ?? '';
  return /[^gim]/.test(flags) ? `the regular expression flags "${flags}"` : undefined;
}

/** Whether an identifier only names a property, so that it reads no variable. */
function isName(node: Node, parent: Node | undefined): boolean {
  if (parent?.type !== 'MemberExpression' && parent?.type !== 'Property') return false;
  const { computed, property, key, value } = parent as AnyNode;
  return computed === false && (property === node || (key === node && value !== node));
}

function walk(node: Node, parents: readonly Node[], visit: Visit): void {
  visit(node, parents);
  const below = [...parents, node];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, below, visit);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string' && 'start' in value;
}
