import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HOLT_CLI } from '../support/holt-process.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const guide = read('docs/deploy.md');
const help = execFileSync(process.execPath, [HOLT_CLI, 'help'], { encoding: 'utf8' });

/** Those with arguments, after the word holt. */
const calls = [...guide.matchAll(/\bholt ((?:[a-z]+ )*[^`\n|]*)/g)]
  .map(([, call = '']) => call.split(/[;#)]| 2>/)[0] ?? '')
  .filter((call) => /^[a-z]+(?: |$)/.test(call) && /--|[A-Z]/.test(call));

it('every command of holt that the guide names exists, with its options', () => {
  expect(calls.length).toBeGreaterThan(25);
  const unknown = calls.filter((call) => {
    const [command = ''] = call.split(' ');
    const options = [...call.matchAll(/--[a-z-]+/g)].map(([option]) => option);
    return !new RegExp(`^  holt ${command}\\b`, 'm').test(help) || !options.every((option) => help.includes(option));
  });
  expect(unknown).toEqual([]);
});

it('no command of the guide acts on the folder of whoever reads it', () => {
  const placed = calls.filter((call) => !call.startsWith('smoke ') && call !== 'wiki home OWNER/NAME');
  expect(placed.length).toBeGreaterThan(25);
  expect(placed.filter((call) => !/ --(?:store s3:\/\/\$BUCKET|data backup-)/.test(call))).toEqual([]);
  expect(guide.match(/s3:\/\/[A-Z]\S*/g)).toBeNull();
});

it('the site is deployed, and restored, as the one stage that is protected', () => {
  const stages = [...guide.matchAll(/sst deploy --stage (\S+)/g)].map(([, stage]) => stage);
  expect(stages.length).toBeGreaterThan(3);
  expect([...new Set(stages)]).toEqual(['production']);
});

it('every program that the commands of the guide call is said to be needed', () => {
  const [, needs = ''] = /\n## What you need\n([\s\S]*?)\n## /.exec(guide) ?? [];
  const said: Readonly<Record<string, string>> = { aws: '[AWS command line]', git: 'git', jq: '[jq]', npx: 'Node' };
  // Of the shell, the guide's own, or what the reader may use another for.
  const others = ['claude', 'curl', 'delete_old', 'do', 'done', 'export', 'for', 'printf', 'read', 'test', 'while'];
  // A command that goes on in the next line is one.
  const scripts = [...guide.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, script = '']) =>
    script.replaceAll(/(?:\\|(\|))\n */g, ' $1 '),
  );
  const called = scripts.flatMap((script) =>
    [...script.matchAll(/(?:^ *|\$\(| \| *)(?:[A-Z_]+=[^\s$]\S* )?([a-z]\w*) /gm)].map(([, program = '']) => program),
  );
  expect(called).toEqual(expect.arrayContaining(Object.keys(said)));
  expect(called.filter((program) => !others.includes(program) && !needs.includes(said[program] ?? '?'))).toEqual([]);
});

it('every program and script that the guide calls by pnpm exists', () => {
  const { scripts } = JSON.parse(read('package.json'));
  for (const [, program = ''] of guide.matchAll(/pnpm@10 exec (\w+)/g)) {
    expect([program, existsSync(join(ROOT, 'node_modules/.bin', program))]).toEqual([program, true]);
  }
  const named = [...guide.matchAll(/`pnpm ([a-z:]+)/g)].map(([, script]) => script);
  expect(named.filter((script) => !Object.hasOwn(scripts, script ?? ''))).toEqual([]);
});

it('the table of settings has each setting of a stage, and no other', () => {
  const settings = read('stacks/settings.ts');
  const oidc = ['ISSUER', 'CLIENT_ID', 'SCOPES', 'ACCESS_TOKEN_TYPE'].map((name) => `HOLT_OIDC_${name}`);
  const known = [...settings.matchAll(/'(HOLT_[A-Z_]+)'/g)].map(([, name]) => name ?? '');
  const told = [...guide.matchAll(/^\| `(HOLT_[A-Z_]+)` /gm)].map(([, name]) => name ?? '');
  expect(told.toSorted()).toEqual([...new Set([...known, ...oidc])].toSorted());
});

it('every file and heading that the guide links to or names is there', () => {
  const headings = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
  for (const [, file = '', heading] of guide.matchAll(/\]\(([\w./-]*?)(?:#([\w-]+))?\)/g)) {
    const path = file === '' ? 'docs/deploy.md' : `docs/${file}`;
    expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
    if (heading !== undefined)
      expect([heading, headings(read(path))]).toEqual([heading, expect.arrayContaining([heading])]);
  }
  for (const [, path = ''] of guide.matchAll(/`((?:test|\.github)\/[\w./-]+)`/g)) {
    expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  }
});
