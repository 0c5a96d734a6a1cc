import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { build } from 'esbuild';
import { EdgeBuildError } from './errors.ts';
import { findOutsideSubset } from './find-outside-subset.ts';

/** The limit of CloudFront on a function's size. */
export const MAX_FUNCTION_BYTES = 10_240;

/** The functions as they are deployed: scripts with a function `handler` at the top. */
export interface EdgeFunctions {
  viewerRequest: string;
  viewerResponse: string;
}

/**
 * Bundles the edge functions. What is deployed, what the local edge runs and what the tests run is this text.
 * @throws EdgeBuildError `outside-subset`, `too-large` for what CloudFront would refuse
 */
export async function buildEdge(): Promise<EdgeFunctions> {
  const [viewerRequest, viewerResponse] = await Promise.all([
    buildFunction('viewer-request'),
    buildFunction('viewer-response'),
  ]);
  return { viewerRequest, viewerResponse };
}

/** Names of properties that never leave the viewer-request function: not those of events, tokens or entries of the store. */
const INTERNAL_PROPERTIES =
  /^(area|expiresAt|inHeader|isSent|issuedAt|key|kid|kind|owner|path|payload|reason|right|service|signature|signed|subject|token|wiki)$/;

async function buildFunction(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`src/${name}.js`, import.meta.url))],
    bundle: true,
    external: ['cloudfront', 'crypto'],
    format: 'esm',
    target: 'es2018',
    minifyWhitespace: true,
    // It may move an `await` into the arguments of a call, which the subset lacks: the build is refused then.
    minify: true,
    mangleProps: INTERNAL_PROPERTIES,
    write: false,
    logLevel: 'silent',
  });
  const text = exposeHandler(name, outputFiles[0]?.text ?? '');
  checkFunction(name, text);
  return text;
}

/** Turns the module's one export into what CloudFront calls: a top-level function named `handler`. */
function exposeHandler(name: string, text: string): string {
  const match = /\bexport\s*\{\s*([\w$]+)(?:\s+as\s+handler)?\s*\};?\s*$/.exec(text);
  const local = match?.[1];
  const body = text.slice(0, match?.index);
  const declaration = new RegExp(`\\bfunction ${local?.replaceAll('$', '\\$')}\\(`);
  if (local === undefined || !declaration.test(body)) {
    throw new EdgeBuildError('outside-subset', `${name}: export one function declaration, named handler.`);
  }
  return `${body.replace(declaration, () => 'function handler(').trimEnd()}\n`;
}

/**
 * @param name for the message
 * @throws EdgeBuildError `outside-subset`, `too-large`
 */
export function checkFunction(name: string, text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_FUNCTION_BYTES) {
    throw new EdgeBuildError(
      'too-large',
      `${name}: ${bytes} bytes, ${bytes - MAX_FUNCTION_BYTES} more than CloudFront takes.`,
    );
  }
  const found = findOutsideSubset(parse(text, { ecmaVersion: 'latest', sourceType: 'module' }));
  if (found.length > 0) {
    throw new EdgeBuildError('outside-subset', `${name}: CloudFront refuses ${found.join(', ')}.`);
  }
}
