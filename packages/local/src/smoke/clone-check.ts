import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gitUrl } from '@holt/edge';
import { asReader, type Check, CheckFailure, expectThat, NotMade, type Scene, wikiOf } from './check.ts';

const TIMEOUT_MS = 300_000;

export const CLONE_CHECK: Check = {
  name: 'clone',
  title: 'The stock git clones the wiki, whole and with what was written last',
  async run(scene) {
    const { owner, name } = wikiOf(scene);
    asReader(scene);
    const folder = mkdtempSync(join(tmpdir(), 'holt-smoke-'));
    try {
      const clone = join(folder, 'clone');
      await runGit(scene, 'clone', '--quiet', scene.origin + gitUrl(owner, name), clone);
      const said = await runGit(scene, '-C', clone, 'fsck', '--strict');
      expectThat(said === '', 'git fsck: nothing to tell', said);
      checkPage(scene, clone, await runGit(scene, '-C', clone, 'rev-parse', 'HEAD'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function checkPage({ page }: Scene, clone: string, head: string): void {
  if (page.revision === undefined) return;
  // Others may have written since.
  const file = join(clone, `${page.path}.md`);
  const isThere =
    existsSync(file) && [page.written, page.edited].some((word) => readFileSync(file, 'utf8').includes(word));
  expectThat(isThere, `a clone with ${page.path}.md, of revision ${page.revision}`, `one without, of ${head}`);
}

async function runGit(scene: Scene, ...args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)('git', args, {
      timeout: TIMEOUT_MS,
      env: gitEnvironment(scene),
    });
    return (stdout + stderr).trim();
  } catch (cause) {
    const { code, stderr = '' } = cause as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new NotMade('git is not installed here');
    throw new CheckFailure(`git ${args.includes('clone') ? 'clone' : args[2]}: done`, stderr.trim() || String(code));
  }
}

/** Without the settings of whoever calls; with the token where git's arguments, which others on the machine see, don't show it. */
function gitEnvironment({ token, isPublic }: Scene): NodeJS.ProcessEnv {
  const basic = Buffer.from(`holt:${token ?? ''}`).toString('base64');
  const settings: readonly (readonly [string, string])[] = [
    ['http.followRedirects', 'false'],
    ...(isPublic ? [] : [['http.extraHeader', `Authorization: Basic ${basic}`] as const]),
  ];
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') && name !== 'HOLT_TOKEN');
  return {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([name, value], i) => [
        [`GIT_CONFIG_KEY_${i}`, name],
        [`GIT_CONFIG_VALUE_${i}`, value],
      ]),
    ),
  };
}
