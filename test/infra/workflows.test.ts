import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HOLT_CLI } from '../support/holt-process.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const FOLDER = join(ROOT, '.github/workflows');

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, string | boolean>;
}

interface Job {
  if?: string;
  needs?: string;
  uses?: string;
  'runs-on'?: string;
  container?: string;
  environment?: string;
  'timeout-minutes'?: number;
  permissions?: Record<string, string>;
  env?: Record<string, string>;
  steps?: Step[];
}

interface Workflow {
  on: Record<string, unknown>;
  permissions?: unknown;
  concurrency: { group: string; 'cancel-in-progress': boolean | string };
  defaults: { run: { shell: string } };
  env?: Record<string, string>;
  jobs: Record<string, Job>;
}

const names = readdirSync(FOLDER);
const texts = Object.fromEntries(names.map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
const workflows = Object.fromEntries(names.map((name) => [name, parse(texts[name] ?? '') as Workflow]));
const jobs = names.flatMap((file) =>
  Object.entries(workflows[file]?.jobs ?? {}).map(([name, job]) => ({ name: `${file} ${name}`, file, job })),
);
const steps = jobs.flatMap(({ name, job }) => (job.steps ?? []).map((step) => ({ job: name, step })));

function workflow(name: string): Workflow {
  const found = workflows[name];
  if (found === undefined) throw new Error(`There is no workflow ${name}.`);
  return found;
}

function jobOf(file: string, name: string): Job {
  const found = workflow(file).jobs[name];
  if (found === undefined) throw new Error(`There is no job ${name} in ${file}.`);
  return found;
}

/** The scripts of a job's steps, in order. */
function scriptOf(job: Job): string {
  return (job.steps ?? []).map(({ run = '' }) => run).join('\n');
}

const isRole = ({ uses }: Step) => uses?.startsWith('aws-actions/configure-aws-credentials@') ?? false;

it('there are three: tests, previews, production', () => {
  expect(names.toSorted()).toEqual(['preview.yml', 'production.yml', 'test.yml']);
});

describe('no workflow gives away rights or secrets', () => {
  it('every action is pinned to a commit, with the version that it is', () => {
    const pins = Object.values(texts).flatMap((text) =>
      [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, uses]) => uses),
    );
    expect(pins.length).toBeGreaterThan(5);
    const own = './.github/workflows/test.yml';
    const unpinned = pins.filter(
      (uses) => uses !== own && !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses ?? ''),
    );
    expect(unpinned).toEqual([]);
    expect(new Set(pins).size).toBe(3);
  });

  it('every job says what it may do, and no workflow gives more to all', () => {
    for (const name of names) expect([name, workflow(name).permissions]).toEqual([name, {}]);
    const rights = jobs.map(({ name, job }) => [name, job.permissions]);
    const deploys = { contents: 'read', 'id-token': 'write' };
    expect(Object.fromEntries(rights)).toEqual({
      'preview.yml deploy': deploys,
      'preview.yml comment': { 'pull-requests': 'write' },
      'preview.yml remove': deploys,
      'production.yml test': { contents: 'read' },
      'production.yml deploy': deploys,
      'test.yml test': { contents: 'read' },
    });
  });

  it('nothing is stored that opens AWS: a role is assumed by the token of the run, in an environment that the role names', () => {
    for (const [name, text] of Object.entries(texts)) {
      expect([
        name,
        /\bsecrets\b|A(?:KIA|SIA)[A-Z0-9]{12}|aws-(?:access|secret)|\barn:aws|\b\d{12}\b/i.exec(text),
      ]).toEqual([name, null]);
    }
    const inAws = jobs.filter(({ job }) => job.permissions?.['id-token'] !== undefined);
    for (const { name, file, job } of inAws) {
      const roles = (job.steps ?? []).filter(isRole).map((step) => step.with?.['role-to-assume']);
      expect(roles.length).toBeGreaterThan(0);
      // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's own expression
      expect([name, ...new Set(roles)]).toEqual([name, '${{ vars.AWS_ROLE_ARN }}']);
      expect([name, job.environment]).toEqual([name, file.replace('.yml', '')]);
    }
  });

  it('no checkout leaves its token behind', () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
    expect(checkouts.map(({ job, step }) => [job, step.with?.['persist-credentials']])).toEqual(
      checkouts.map(({ job }) => [job, false]),
    );
  });

  it('what others may name, as a branch or a title, never becomes part of a script', () => {
    for (const { job, step } of steps) expect([job, step.run?.includes('${{') ?? false]).toEqual([job, false]);
    for (const name of names) expect(Object.keys(workflow(name).on)).not.toContain('pull_request_target');
  });

  it('a pull request from a fork, or of a bot, deploys and removes nothing', () => {
    for (const name of ['deploy', 'remove']) {
      const condition = jobOf('preview.yml', name).if ?? '';
      expect(condition).toContain('github.event.pull_request.head.repo.full_name == github.repository');
      expect(condition).toContain("github.event.pull_request.user.login != 'dependabot[bot]'");
      // Whoever pushes to a bot's branch, or asks for another run, is the actor.
      expect(condition).not.toContain('github.actor');
      expect(condition).not.toContain('||');
    }
    expect(jobOf('preview.yml', 'comment').needs).toBe('deploy');
  });
});

describe('previews', () => {
  const preview = workflow('preview.yml');

  it('have a stage for each pull request, made, renewed and removed in turn, never broken off', () => {
    expect(preview.on).toEqual({ pull_request: { types: ['opened', 'reopened', 'synchronize', 'closed'] } });
    const number = '{{ github.event.number }}';
    expect(preview.env?.STAGE).toBe(`pr-$${number}`);
    expect(preview.concurrency).toEqual({ group: `preview-$${number}`, 'cancel-in-progress': false });
    expect(scriptOf(jobOf('preview.yml', 'remove'))).toContain('sst remove --stage "$STAGE"');
    expect(jobOf('preview.yml', 'remove').if).toContain("github.event.action == 'closed'");
    expect(jobOf('preview.yml', 'deploy').if).toContain("github.event.action != 'closed'");
  });

  it('are deployed, filled and checked, and then told of', () => {
    expect(scriptOf(jobOf('preview.yml', 'deploy'))).toMatch(
      /sst deploy --stage "\$STAGE"[\s\S]*holt import[\s\S]*holt smoke/,
    );
    expect(scriptOf(jobOf('preview.yml', 'comment'))).toContain('gh pr comment');
  });
});

describe('production', () => {
  const deploy = jobOf('production.yml', 'deploy');

  it('is deployed from main only, after the tests, one at a time', () => {
    const { on, concurrency } = workflow('production.yml');
    expect(on).toEqual({ push: { branches: ['main'] }, workflow_dispatch: null });
    expect(concurrency).toEqual({ group: 'production', 'cancel-in-progress': false });
    expect([deploy.needs, deploy.if]).toEqual(['test', "github.ref == 'refs/heads/main'"]);
    expect(jobOf('production.yml', 'test').uses).toBe('./.github/workflows/test.yml');
    expect(scriptOf(deploy)).toMatch(
      /sst deploy --stage production\n[\s\S]*holt rebuild[\s\S]*holt smoke[\s\S]*holt doctor/,
    );
  });

  it('has a role that was lent anew for what comes after the deployment, as an hour may be over then', () => {
    const parts = (deploy.steps ?? []).flatMap((step) =>
      isRole(step) ? ['role'] : (/sst deploy|holt rebuild/.exec(step.run ?? '') ?? []),
    );
    expect(parts).toEqual(['role', 'sst deploy', 'role', 'holt rebuild']);
  });

  it('can be told every setting of a stage, but for the secret, which SST keeps', () => {
    const settings = readFileSync(join(ROOT, 'stacks/settings.ts'), 'utf8');
    const named = [...settings.matchAll(/'(HOLT_[A-Z_]+)'/g)].map(([, name]) => name);
    const oidc = ['ISSUER', 'CLIENT_ID', 'SCOPES', 'ACCESS_TOKEN_TYPE'].map((name) => `HOLT_OIDC_${name}`);
    const given = Object.keys(deploy.env ?? {}).filter((name) => name.startsWith('HOLT_'));
    expect(given.toSorted()).toEqual([...new Set([...named, ...oidc])].toSorted());
    for (const name of given) expect(deploy.env?.[name]).toBe(`$${`{{ vars.${name} }}`}`);
  });
});

describe('what they run', () => {
  it('ends: each job has a limit, and each script stops at the first command that fails', () => {
    for (const { name, job } of jobs) {
      if (job.uses === undefined) expect([name, job['timeout-minutes']]).toEqual([name, expect.any(Number)]);
    }
    for (const name of names) expect(workflow(name).defaults).toEqual({ run: { shell: 'bash' } });
  });

  it('what is deployed is built on the kind of machine that runs it', () => {
    const builders = jobs.filter(({ job }) => scriptOf(job).includes('sst deploy'));
    expect(builders.map(({ job }) => job['runs-on'])).toEqual(['ubuntu-24.04-arm', 'ubuntu-24.04-arm']);
  });

  it('exists: every script, every program, every command and option of holt', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const help = execFileSync(process.execPath, [HOLT_CLI, 'help'], { encoding: 'utf8' });
    const runs = steps.flatMap(({ step }) => [...(step.run ?? '').matchAll(/npx -y pnpm@10 (?:--silent )?([^\n)]*)/g)]);
    expect(runs.length).toBeGreaterThan(10);
    const programs = readdirSync(join(ROOT, 'node_modules/.bin'));
    const unknown = runs.flatMap(([line, call = '']) => {
      const [command = '', program = ''] = call.split(' ');
      const isKnown =
        command === 'exec' ? programs.includes(program) : command === 'install' || Object.hasOwn(scripts, command);
      const options = command === 'holt' ? [...call.matchAll(/--[a-z-]+/g)].map(([option]) => option) : [];
      const isHelped = command !== 'holt' || new RegExp(`^  holt ${program}\\b`, 'm').test(help);
      return isKnown && isHelped && options.every((option) => help.includes(option)) ? [] : [line];
    });
    expect(unknown).toEqual([]);
  });

  it('every variable that a script reads is set', () => {
    for (const { file, job } of jobs) {
      for (const step of job.steps ?? []) {
        const set = { ...workflow(file).env, ...job.env, ...step.env };
        const own = [...(step.run ?? '').matchAll(/(?:\bfor (\w+) in|^\s*(\w+)=)/gm)].map(([, a, b]) => a ?? b);
        const read = [...(step.run ?? '').matchAll(/\$(\w+)/g)].map(([, name]) => name);
        const missing = read.filter(
          (name) => !Object.hasOwn(set, name ?? '') && !own.includes(name) && name !== 'GITHUB_OUTPUT',
        );
        expect([step.name, missing]).toEqual([step.name, []]);
      }
    }
  });
});
