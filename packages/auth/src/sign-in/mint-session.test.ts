import { kidKey } from '@holt/edge';
import { expect, it } from 'vitest';
import { createAuthHandler } from './create-auth-handler.ts';
import { fitWikis } from './fit-wikis.ts';
import { ALICE, HOST, MAIN, openProviderScene, openScene, signInAs } from './testing/open-scene.ts';

const MANY = Array.from({ length: 500 }, (_, index) => `team-${index}/wiki-${index}:editor`);

it('leaves wikis out of a session that would be too long, never the one that somebody is on the way to', async () => {
  const scene = await openProviderScene({ rolesOf: async () => MANY });
  const browser = scene.browser();
  for (const index of [499, 0, 250]) {
    const page = await signInAs(browser, ALICE, `${MAIN}/auth/sign-in?return=/team-${index}/wiki-${index}/Plan`);
    expect(page.text).toBe(`page /team-${index}/wiki-${index}/Plan`);
    const wikis = (await scene.session(browser))?.wikis ?? [];
    expect(wikis[0]).toBe(`team-${index}/wiki-${index}:editor`);
    expect(wikis.length).toBeGreaterThan(80);
    expect(MANY).toEqual(expect.arrayContaining([...wikis]));
    // One more would not have fitted: browsers take 4,096 bytes for name and value.
    const bytes = (browser.cookie(MAIN, '__Host-holt') ?? '').length;
    expect(bytes).toBeGreaterThan(4040);
    expect(bytes + '__Host-holt='.length).toBeLessThanOrEqual(4096);
  }
});

it('counts to the byte, whatever the names', async () => {
  const scene = await openScene({ local: { subject: 'me' } }, { rolesOf: async () => MANY });
  // With the longest kid that there may be, the size is known beforehand.
  const [old] = await scene.ring.list();
  const secret = Buffer.alloc(32, 7).toString('base64url');
  await scene.keyValues.update({ put: { [kidKey('z'.repeat(32))]: secret }, delete: [kidKey(old?.kid ?? '')] });
  const lengths = new Set<number>();
  for (let length = 1; length <= 40; length++) {
    const signIn = { local: { subject: 'me', name: 'é'.repeat(length) } };
    const answer = createAuthHandler({ ...scene.options, signIn, origin: 'http://127.0.0.1:8700' });
    const response = await answer(new Request('http://127.0.0.1:8700/auth/sign-in'));
    const pair = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(pair.length).toBeLessThanOrEqual(4096);
    lengths.add(pair.length);
  }
  expect(Math.max(...lengths)).toBeGreaterThan(4092);
});

it('counts names in other scripts by their bytes', async () => {
  const scene = await openProviderScene({
    rolesOf: async () => MANY,
    users: [{ ...ALICE, name: '木'.repeat(256) }],
  });
  const browser = scene.browser();
  await signInAs(browser, ALICE);
  expect(await scene.session(browser)).toMatchObject({ name: '木'.repeat(256) });
});

it('cuts by the part that a mapped host serves, first', async () => {
  const scene = await openProviderScene({ rolesOf: async () => [...MANY, 'me/notes:reader'] });
  const browser = scene.browser();
  await signInAs(browser, ALICE, `${HOST}/auth/sign-in`);
  expect((await scene.session(browser, HOST))?.wikis).toEqual(['me/notes:reader']);
});

it('keeps every pattern that gives a role in the wanted wiki, then the shortest', () => {
  const wikis = ['aa/bbbb:reader', 'a/b:reader', 'team/x:reader', 'team/*:editor', 'team/xy:owner', '*:reader'];
  const fits = (kept: readonly string[]) => kept.length <= 4;
  expect(fitWikis(wikis, 'team/x', fits)).toEqual(['*:reader', 'team/x:reader', 'team/*:editor', 'a/b:reader']);
  expect(fitWikis(wikis, undefined, fits)).toEqual(['*:reader', 'a/b:reader', 'team/x:reader', 'team/*:editor']);
  expect(fitWikis(wikis, 'team/x', () => true)).toEqual(wikis);
});
