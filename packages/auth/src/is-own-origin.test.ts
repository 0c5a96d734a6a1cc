import { describe, expect, it } from 'vitest';
import { isOwnOrigin } from './is-own-origin.ts';

describe('an Origin', () => {
  it.each([
    ['the site itself', 'https://holt.example', 'https://holt.example'],
    ['the site on its port', 'http://127.0.0.1:8700', 'http://127.0.0.1:8700'],
    ['another name of this machine', 'http://localhost:8700', 'http://127.0.0.1:8700'],
    ['the IPv6 address of this machine', 'http://[::1]:8700', 'http://localhost:8700'],
  ])('is the own one when it is %s', (_title, origin, site) => {
    expect(isOwnOrigin(origin, site)).toBe(true);
  });

  it.each([
    ['another host', 'https://evil.example', 'https://holt.example'],
    ['a host below', 'https://a.holt.example', 'https://holt.example'],
    ['a host that ends alike', 'https://evil-holt.example', 'https://holt.example'],
    ['another scheme', 'http://holt.example', 'https://holt.example'],
    ['another port', 'https://holt.example:444', 'https://holt.example'],
    ['another port of this machine', 'http://localhost:8701', 'http://127.0.0.1:8700'],
    ['another scheme on this machine', 'https://localhost:8700', 'http://127.0.0.1:8700'],
    ['this machine, for a site that is not on it', 'http://localhost', 'http://holt.example'],
    ['a site that points to this machine', 'http://rebound.example:8700', 'http://127.0.0.1:8700'],
    ['more than an origin', 'http://localhost:8700/', 'http://127.0.0.1:8700'],
    ['one with a user', 'http://me@localhost:8700', 'http://127.0.0.1:8700'],
    ['null, as of a sandboxed page', 'null', 'https://holt.example'],
    ['empty', '', 'https://holt.example'],
    ['two', 'https://holt.example https://holt.example', 'https://holt.example'],
  ])('is a foreign one when it is %s', (_title, origin, site) => {
    expect(isOwnOrigin(origin, site)).toBe(false);
  });
});
