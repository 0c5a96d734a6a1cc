import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { escapeHtml, htmlPage, signInLink } from './html-page.ts';

it('escapes all that could end a text or an attribute', () => {
  expect(escapeHtml(`<a b="c" d='e'>&amp;`)).toBe('&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;amp;');
});

it('lets the browser use the page\u2019s own style, and no form to be sent where there is none', async () => {
  const page = htmlPage({ status: 200, title: 'A <title>', body: [] });
  const html = await page.text();
  const style = /<style>(.*)<\/style>/s.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(page.headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`,
  );
  expect(html).toContain('<title>A &#60;title&#62;</title>');
  const withForms = htmlPage({ status: 200, title: '', body: [], hasForms: true });
  expect(withForms.headers.get('content-security-policy')).not.toContain('form-action');
});

it('makes links whose parameters stay parameters', () => {
  const onward = new URLSearchParams({ return: '/a/b/?c=1&again=0"><x' });
  expect(signInLink(onward, { again: true })).toBe(
    '<p><a href="/auth/sign-in?return=%2Fa%2Fb%2F%3Fc%3D1%26again%3D0%22%3E%3Cx&#38;again=1">Sign in again</a></p>',
  );
});
