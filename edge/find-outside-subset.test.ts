import { parse } from 'acorn';
import { describe, expect, test } from 'vitest';
import { findOutsideSubset } from './find-outside-subset.ts';

const find = (text: string) => findOutsideSubset(parse(text, { ecmaVersion: 'latest', sourceType: 'module' }));

describe('the language subset', () => {
  test.each([
    'import cf from "cloudfront"; async function handler(e) { const v = await cf.kvs().get("k"); return v; }',
    'import crypto from "crypto"; function handler() { return crypto.createHash("sha256") }',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a program
    'const f = (a, ...rest) => `${a}${rest.length}`; try { f(1) } catch (_e) { f(2) }',
    'for (let i = 0; i < 3; i++) {} for (const k in {}) {} switch (1) { case 1: break }',
    'const o = { Map: 1, m() { return 1 }, ["a"]: 2 }; o.Map; o.process = 2; /a(?<n>b)/gi.test("x")',
    'async function f() { if (await g()) { return (await g()).x } } async function g() { return await f() }',
    'async function f() { h(async () => { await 1 }) } function h(x) { return x }',
  ])('takes %s', (text) => expect(find(text)).toEqual([]));

  test.each([
    ['const { a } = {}', 'destructuring'],
    ['const [a] = []', 'destructuring'],
    ['function f({ a }) {}', 'destructuring'],
    ['f(...[])', 'spread'],
    ['const o = { ...{} }', 'spread'],
    ['function f(a = 1) {}', 'a default value'],
    ['for (const a of []) {}', 'for-of'],
    ['class A {}', 'a class'],
    ['const a = class {}', 'a class'],
    ['function* f() {}', 'a generator'],
    ['const o = { *f() {} }', 'a generator'],
    ['async function* f() {}', 'a generator'],
    ['1n', 'a BigInt'],
    ['new Map()', 'Map'],
    ['const a = { b: Set }', 'Set'],
    ['const a = { Set }', 'Set'],
    ['eval("1")', 'eval'],
    ['setTimeout(f, 1)', 'setTimeout'],
    ['process.env', 'process'],
    ['try {} catch {}', 'catch without a binding'],
    ['import { a } from "cloudfront"', 'a named import'],
    ['import * as a from "cloudfront"', 'a namespace import'],
    ['import a from "fs"', 'an import other than "cloudfront" and "crypto"'],
    ['import("cloudfront")', 'a dynamic import'],
    ['export const a = 1', 'an export'],
    ['export default 1', 'an export'],
    ['export * from "cloudfront"', 'an export'],
    ['a?.b', 'optional chaining'],
    ['a?.[0]', 'optional chaining'],
    ['a ??= 1', 'logical assignment'],
    ['/a/s', 'the regular expression flags "s"'],
    ['/a/u', 'the regular expression flags "u"'],
    ['async function f() { g(await 1) }', 'await inside call arguments'],
    ['async function f() { g({ a: [await 1] }) }', 'await inside call arguments'],
    ['async function f() { new G(1, 1 + await 1) }', 'await inside call arguments'],
    ['await 1', 'await outside a function'],
    ['function F() { return new.target }', 'new.target or import.meta'],
  ])('refuses %s', (text, what) => expect(find(text)[0]?.replace(/ at offset \d+$/, '')).toBe(what));
});
