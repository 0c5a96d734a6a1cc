import { markdownUrl, pageUrl } from '@holt/edge';
import { askMcp, callTool, callToolWell, INITIALIZE } from './call-tool.ts';
import { asReader, BROWSER, type Check, expectHeader, expectStatus, expectThat, type Scene, wikiOf } from './check.ts';
import { checkMayWrite } from './check-may-write.ts';
import { describeAnswer, type SmokeAnswer, textOf } from './http.ts';
import { contentOf } from './smoke-page.ts';

const TOOLS = ['read_page', 'write_page', 'edit_page', 'delete_page'];
const MESSAGE = 'Smoke check';

/** The edge keeps a page for half a minute, and may show it once more while it asks for the new one. */
const SEEN_WITHIN_MS = 100_000;
const LOOK_EVERY_MS = 2_000;

export const AGENT_CHECKS: readonly Check[] = [
  {
    name: 'agent',
    title: 'An agent with the token connects, and finds its tools',
    async run(scene) {
      const { result } = await askMcp(scene, INITIALIZE);
      expectThat(typeof result.protocolVersion === 'string', 'initialize: a protocol version', JSON.stringify(result));
      const { result: list } = await askMcp(scene, { method: 'tools/list' });
      const names = (Array.isArray(list.tools) ? list.tools : []).map(({ name }: { name?: unknown }) => name);
      const missing = TOOLS.filter((tool) => !names.includes(tool));
      expectThat(missing.length === 0, `tools/list: ${TOOLS.join(', ')}`, `none of the name ${missing.join(', ')}`);
    },
  },
  {
    name: 'write',
    title: 'An agent writes a page',
    needs: ['agent'],
    async run(scene) {
      const { page } = scene;
      wikiOf(scene);
      checkMayWrite(scene);
      page.isLeft = true;
      const content = contentOf(page.written);
      note(scene, await callToolWell(scene, 'write_page', { path: page.path, content, message: MESSAGE }));
    },
  },
  {
    name: 'read-back',
    title: 'Agents read what was written, at once',
    needs: ['write'],
    async run(scene) {
      const { path, written, version } = scene.page;
      const read = await callToolWell(scene, 'read_page', { path });
      expectThat(read.content === contentOf(written), `read_page: the text of ${path}`, String(read.content));
      expectThat(read.version === version, `read_page: version ${version}`, String(read.version));
    },
  },
  {
    name: 'written-page',
    title: 'People read what was written, at its address',
    needs: ['write'],
    async run(scene) {
      const { path, answer } = await openWrittenPage(scene);
      expectStatus(answer, path, 200);
      expectThat(textOf(answer).includes(scene.page.written), `${path}: what was written`, 'another text');
    },
  },
  {
    name: 'written-markdown',
    title: 'Its Markdown is what was written, and its ETag the version',
    needs: ['write'],
    async run(scene) {
      const { owner, name } = wikiOf(scene);
      const path = markdownUrl(owner, name, scene.page.path);
      const answer = await scene.send({ path, headers: asReader(scene) });
      expectStatus(answer, path, 200);
      expectThat(textOf(answer) === contentOf(scene.page.written), `${path}: what was written`, describeAnswer(answer));
      expectHeader(answer, path, 'etag', `"${scene.page.version}"`);
    },
  },
  {
    name: 'own-address',
    title: 'Agents are told the address under which people read',
    needs: ['write'],
    async run(scene) {
      const { owner, name } = wikiOf(scene);
      const url = scene.origin + pageUrl(owner, name, scene.page.path);
      const read = await callToolWell(scene, 'read_page', { path: scene.page.path });
      expectThat(read.url === url, `read_page: url ${url}`, String(read.url));
    },
  },
  {
    name: 'edit',
    title: 'An agent edits the page',
    needs: ['write'],
    async run(scene) {
      const { path, written, edited } = scene.page;
      note(
        scene,
        await callToolWell(scene, 'edit_page', { path, old_text: written, new_text: edited, message: MESSAGE }),
      );
      const read = await callToolWell(scene, 'read_page', { path });
      expectThat(read.content === contentOf(edited), `read_page: the edited text of ${path}`, String(read.content));
    },
  },
  {
    name: 'edited-page',
    title: 'People see the edit within a minute and a half',
    needs: ['written-page', 'edit'],
    async run(scene) {
      await expectSoon(scene, 'the edited text', ({ status, ...answer }) => {
        return status === 200 && textOf({ status, ...answer }).includes(scene.page.edited);
      });
    },
  },
];

/** After the clone, which is of the page as it was edited. */
export const DELETE_CHECKS: readonly Check[] = [
  {
    name: 'delete',
    title: 'An agent deletes the page, and finds it no more',
    needs: ['write'],
    async run(scene) {
      const { path } = scene.page;
      await callToolWell(scene, 'delete_page', { path, message: MESSAGE });
      scene.page.isLeft = false;
      const { isError, text } = await callTool(scene, 'read_page', { path });
      expectThat(isError, `read_page: no page ${path}`, text.slice(0, 100));
    },
  },
  {
    name: 'deleted-page',
    title: 'People find it no more, within a minute and a half',
    needs: ['written-page', 'delete'],
    async run(scene) {
      await expectSoon(scene, 'status 404', ({ status }) => status === 404);
    },
  },
];

/** Deletes the page where a run was stopped before it could. @returns whether it is gone */
export async function deleteLeftPage(scene: Scene): Promise<boolean> {
  const { path } = scene.page;
  const { isError } = await callTool(scene, 'delete_page', { path, message: MESSAGE }).catch(() => ({ isError: true }));
  if (!isError) return true;
  // A write that was refused left nothing to delete.
  const { isError: isMissing } = await callTool(scene, 'read_page', { path }).catch(() => ({ isError: false }));
  return isMissing;
}

/** Keeps what a write answered for the checks that follow. */
function note({ page }: Scene, { revision, version, published }: Record<string, unknown>): void {
  expectThat(typeof revision === 'string' && typeof version === 'string', 'a revision and a version', 'neither');
  page.revision = revision;
  page.version = version;
  expectThat(published === true, 'a page that is committed and published', 'one that is committed only');
}

async function openWrittenPage(scene: Scene): Promise<{ path: string; answer: SmokeAnswer }> {
  const { owner, name } = wikiOf(scene);
  const path = pageUrl(owner, name, scene.page.path);
  return { path, answer: await scene.send({ path, headers: { ...BROWSER, ...asReader(scene) } }) };
}

async function expectSoon(scene: Scene, expected: string, isSo: (answer: SmokeAnswer) => boolean): Promise<void> {
  const { clock } = scene;
  const startMs = clock.now();
  for (;;) {
    const { path, answer } = await openWrittenPage(scene);
    if (isSo(answer)) return;
    const isLate = clock.now() - startMs >= SEEN_WITHIN_MS;
    expectThat(!isLate, `${path}: ${expected} within ${SEEN_WITHIN_MS / 1000} s`, describeAnswer(answer));
    await clock.sleep(LOOK_EVERY_MS);
  }
}
