import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('loads the OpenID client for nobody who does not sign people in', async () => {
  const script = (module: string) => `
    import { registerHooks } from 'node:module';
    let loaded = '';
    registerHooks({ load: (url, context, next) => { loaded += url + '\\n'; return next(url, context); } });
    await import(${JSON.stringify(new URL(module, import.meta.url).href)});
    process.stdout.write(loaded);`;
  const loadedBy = async (module: string) =>
    (await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script(module)])).stdout;
  expect(await loadedBy('../index.ts')).not.toContain('openid-client');
  expect(await loadedBy('./open-provider.ts')).toContain('openid-client');
});
