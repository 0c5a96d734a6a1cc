import { expect, it } from 'vitest';
import { openScene } from './testing/open-scene.ts';

const ME = { local: { subject: 'me', name: 'Me Myself' } };
const ORIGIN = 'http://127.0.0.1:8700';

it('signs the user of the machine in at once, as the owner of every wiki', async () => {
  const scene = await openScene(ME, { origin: ORIGIN });
  const browser = scene.browser();
  const page = await browser.open(`${ORIGIN}/auth/sign-in?return=/me/notes/Plan`);
  expect(page.url.href).toBe(`${ORIGIN}/me/notes/Plan`);
  expect(await scene.session(browser, ORIGIN)).toMatchObject({
    subject: 'me',
    name: 'Me Myself',
    wikis: ['*:owner'],
    scope: ['read', 'write', 'manage'],
  });
});

it.each(['http://localhost:8700', 'http://[::1]:8700'])(
  'does so at %s, another name of the machine',
  async (origin) => {
    const scene = await openScene(ME, { origin: ORIGIN });
    const response = await scene.answer(new Request(`${origin}/auth/sign-in?return=/me/notes/Plan`));
    expect([response.status, response.headers.get('location')]).toEqual([302, '/me/notes/Plan']);
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^__Host-holt=ey.*; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=900$/,
    );
  },
);

it.each([
  ['a name that leads to this machine (DNS rebinding)', ORIGIN, 'http://evil.example:8700'],
  ['another address of the machine', ORIGIN, 'http://192.168.1.2:8700'],
  ['another port', ORIGIN, 'http://127.0.0.1:8701'],
  ['a mapped host', ORIGIN, 'http://notes.example:8700'],
  ['a site that is not local', 'https://wiki.example', 'https://wiki.example'],
  ['this machine, for a site that is not local', 'https://wiki.example', 'https://127.0.0.1'],
])('signs nobody in at %s', async (_title, origin, asked) => {
  const scene = await openScene(ME, { origin });
  const response = await scene.answer(new Request(`${asked}/auth/sign-in?return=/me/notes/Plan`));
  expect([400, 403]).toContain(response.status);
  expect(response.headers.getSetCookie()).toEqual([]);
});

it('returns to this site only', async () => {
  const scene = await openScene(ME, { origin: ORIGIN });
  for (const wanted of ['//evil.example', 'http://evil.example/', '/\\evil.example', 'http://127.0.0.1:8701/']) {
    const query = new URLSearchParams({ return: wanted });
    const response = await scene.answer(new Request(`${ORIGIN}/auth/sign-in?${query}`));
    expect(response.headers.get('location')).toBe('/');
  }
});

it('signs out, and in again when somebody asks for it', async () => {
  const scene = await openScene(ME, { origin: ORIGIN });
  const browser = scene.browser();
  await browser.open(`${ORIGIN}/auth/sign-in`);
  const page = await browser.post(`${ORIGIN}/auth/sign-out`, {}, ORIGIN);
  expect(page.url.href).toBe(`${ORIGIN}/auth/signed-out`);
  expect((await browser.open(`${ORIGIN}/auth/sign-in`)).text).toContain('You are signed out');
  await browser.open(`${ORIGIN}/auth/sign-in?again=1`);
  expect(await scene.session(browser, ORIGIN)).toMatchObject({ subject: 'me' });
});

it('has no callback', async () => {
  const scene = await openScene(ME, { origin: ORIGIN });
  expect((await scene.browser().open(`${ORIGIN}/auth/callback?code=x`)).status).toBe(404);
});
