import { createHash } from 'node:crypto';
import { wikiUrl } from '@holt/edge';
import { securityHeaders } from '@holt/site/security-headers';
import { type Check, expectHeader, expectStatus, expectThat, NotMade, type Scene } from './check.ts';
import { textOf } from './http.ts';
import { openFirstPage } from './open-first-page.ts';

const YEAR_SECONDS = 31_536_000;
const INLINE_SCRIPT = /<script>([\s\S]*?)<\/script>/g;
const HASH = /^'sha256-[A-Za-z0-9+/]{43}='$/;

/** @throws NotMade for a site without encryption */
function hostOfHttps({ origin }: Scene): string {
  const { protocol, host } = new URL(origin);
  if (protocol !== 'https:') throw new NotMade('the site is not served over https');
  return host;
}

export const HEADER_CHECKS: readonly Check[] = [
  {
    name: 'security-headers',
    title: 'Pages carry the headers that keep browsers from guessing, framing and telling on',
    needs: ['page'],
    async run(scene) {
      const { path, answer } = await openFirstPage(scene);
      for (const [name, value] of Object.entries(securityHeaders())) {
        if (name !== 'content-security-policy') expectHeader(answer, path, name, value);
      }
    },
  },
  {
    name: 'content-security-policy',
    title: "The policy lets the page's own script run, and no other",
    needs: ['page'],
    async run(scene) {
      const { path, answer } = await openFirstPage(scene);
      const found = parsePolicy(answer.headers['content-security-policy'] ?? '');
      const wanted = parsePolicy(securityHeaders()['content-security-policy'] ?? '');
      // Which scripts there are depends on the version of Holt: they are compared with the page.
      for (const name of new Set([...wanted.keys(), ...found.keys()])) {
        if (name === 'script-src') continue;
        const value = wanted.get(name)?.join(' ');
        expectThat(
          found.get(name)?.join(' ') === value,
          `${path}: content-security-policy: ${name} ${value ?? 'absent'}`,
          `${name} ${found.get(name)?.join(' ') ?? 'absent'}`,
        );
      }
      const scripts = found.get('script-src') ?? [];
      const areHashes = scripts.length > 0 && scripts.every((source) => HASH.test(source));
      expectThat(areHashes, `${path}: content-security-policy: script-src of hashes alone`, scripts.join(' '));
      for (const [, script = ''] of textOf(answer).matchAll(INLINE_SCRIPT)) {
        const hash = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
        const isAllowed = scripts.includes(hash);
        expectThat(isAllowed, `${path}: content-security-policy: script-src with ${hash}`, scripts.join(' '));
      }
    },
  },
  {
    name: 'https-redirect',
    title: 'Plain HTTP is sent on to HTTPS',
    async run(scene) {
      const host = hostOfHttps(scene);
      if (host.includes(':')) throw new NotMade('the site has a port of its own, so plain HTTP is somewhere else');
      const path = scene.wiki === undefined ? '/' : wikiUrl(scene.wiki.owner, scene.wiki.name);
      const answer = await scene.send({ path }, `http://${host}`);
      expectStatus(answer, `http://${host}${path}`, 301, 302, 307, 308);
      expectHeader(answer, `http://${host}${path}`, 'location', `https://${host}${path}`);
    },
  },
  {
    name: 'hsts',
    title: 'Browsers are told to use HTTPS for a year',
    async run(scene) {
      hostOfHttps(scene);
      for (const path of ['/robots.txt', '/api/session']) {
        const answer = await scene.send({ path });
        const maxAge = /\bmax-age=(\d+)/.exec(answer.headers['strict-transport-security'] ?? '')?.[1];
        expectThat(
          Number(maxAge ?? 0) >= YEAR_SECONDS,
          `${path}: strict-transport-security: max-age=${YEAR_SECONDS} or more`,
          answer.headers['strict-transport-security'] ?? 'no strict-transport-security',
        );
      }
    },
  },
];

function parsePolicy(text: string): Map<string, string[]> {
  const directives = text.split(';').map((directive) => directive.trim().split(/\s+/));
  return new Map(directives.flatMap(([name = '', ...sources]) => (name === '' ? [] : [[name, sources]])));
}
