import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleHandler } from '../../../packages/lambda/building/bundle-handler.ts';
import { fillCompileCache } from '../../../packages/lambda/building/fill-compile-cache.ts';

/** What is measured beside the handlers: modules in `controls/`, and whether pages are rendered by them. */
export const CONTROLS = {
  empty: { renders: false },
  'client-s3': { renders: false },
  sdk: { renders: false },
  protocol: { renders: false },
  rendering: { renders: false },
  everything: { renders: true },
} as const;
export type ControlName = keyof typeof CONTROLS;

/** A bundle with the compile cache that Node left for it, and the same without. */
export interface BundlePair {
  cached: string;
  plain: string;
}

/** Bundles a control as the handlers are, by an entry like theirs. */
export async function bundleControl(directory: string, name: ControlName): Promise<BundlePair> {
  const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const entry = join(directory, `${name}-entry.ts`);
  const useCompiledCode = pathOf('../../../packages/lambda/src/deployed/use-compiled-code.ts');
  await writeFile(
    entry,
    `import { useCompiledCode } from '${useCompiledCode}';
useCompiledCode();
export const { handler } = await import('${pathOf(`controls/${name}.ts`)}');
`,
  );
  const files = await bundleHandler(entry, CONTROLS[name]);
  const pair = { cached: join(directory, `${name}-cached`), plain: join(directory, `${name}-plain`) };
  for (const folder of Object.values(pair)) {
    await mkdir(folder);
    for (const [file, content] of files) await writeFile(join(folder, file), content);
  }
  await fillCompileCache(
    pair.cached,
    [...files.keys()].filter((file) => /\.[cm]js$/.test(file)),
  );
  return pair;
}
