import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { startDev, temporaryFolder } from '../support/holt-process.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

it('the script in the guide for agents runs as it is, and appends to a page', async () => {
  const guide = readFileSync(join(ROOT, 'docs/agents.md'), 'utf8');
  const [, script = ''] = /^```ts\n(.*?)^```$/ms.exec(guide) ?? [];
  const edge = await startDev(['--data', join(temporaryFolder(onTestFinished), 'data')]);
  onTestFinished(async () => void (await edge.stop()));

  const here = script.replaceAll('http://127.0.0.1:8700', new URL(edge.url).origin);
  await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '--eval', here], {
    cwd: ROOT,
    env: { ...process.env, HOLT_TOKEN: edge.token },
  });
  expect(await (await fetch(`${edge.url}Home.md`)).text()).toMatch(/All tests passed\.\n$/);
});
