import { NotMade, type Scene, tokenOf } from './check.ts';

/** @throws NotMade without a token, and with one that says of itself that it may only read */
export function checkMayWrite(scene: Scene): void {
  const scope = readScope(tokenOf(scene));
  if (scope !== undefined && !scope.includes('write')) throw new NotMade('the token may only read');
}

/** What a token says of itself; undefined where that can't be read: the site will say what it thinks of it. */
function readScope(token: string): readonly string[] | undefined {
  try {
    const { scope } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      scope?: unknown;
    };
    if (typeof scope === 'string') return scope.split(' ');
    return Array.isArray(scope) ? scope.map(String) : undefined;
  } catch {
    return undefined;
  }
}
