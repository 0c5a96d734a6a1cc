import { parseArgs } from 'node:util';
import { checkWikiId, resolve } from '@holt/edge';
import { systemClock, systemRandom } from '@holt/storage';
import { counted } from '../counted.ts';
import { CommandError, UsageError } from '../errors.ts';
import { requireWikiId } from '../options.ts';
import { print } from '../print.ts';
import { isLoopback } from '../request-target.ts';
import { sendHttp } from '../smoke/http.ts';
import { type CheckResult, runSmoke, type SmokeReport } from '../smoke/run-smoke.ts';
import { warn } from '../warn.ts';

const MARKS = { passed: 'ok', failed: 'FAILED', 'not-made': '-' } as const;

/** `holt smoke`: the launch check of a site, from outside. */
export async function smoke(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { wiki: { type: 'string' }, token: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [address, ...others] = positionals;
  if (address === undefined || others.length > 0)
    throw new UsageError('Name one site: holt smoke https://wiki.example.');
  const { origin, wiki: addressed } = readAddress(address);
  const wiki = values.wiki === undefined ? addressed : parseWiki(requireWikiId('--wiki', values.wiki));
  const token = values.token ?? (process.env.HOLT_TOKEN || undefined);
  checkToken(token, origin);

  const report = await runSmoke({
    origin,
    ...(wiki && { wiki }),
    ...(token === undefined ? {} : { token }),
    send: sendHttp,
    clock: systemClock,
    random: systemRandom,
    onResult: (result) => {
      if (!values.json) print(false, undefined, describe(result));
    },
  });
  print(values.json, report, summarise(report));
  if (report.left !== undefined) warn(`The page ${report.left} of ${report.wiki} could not be deleted: delete it.`);
  const problems = [describeFailures(report), ...(wiki === undefined ? [] : [describeUnread(report)])];
  const problem = problems.filter((text) => text !== '').join(' ');
  if (problem !== '') throw new CommandError(problem);
}

/** Empty when none has failed. */
function describeFailures({ checks }: SmokeReport): string {
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  return failed.length === 0
    ? ''
    : `${counted(failed.length, 'check')} of ${checks.length} failed: ${failed.join(', ')}.`;
}

/** Empty when the wiki could be asked for: nobody names one to hear that nothing is known of it. */
function describeUnread({ wiki, checks }: SmokeReport): string {
  const isUnread = checks.some(({ name, outcome }) => name === 'page' && outcome === 'not-made');
  const count = checks.filter(({ outcome }) => outcome === 'not-made').length;
  return isUnread
    ? `${wiki} could not be read, so ${counted(count, 'check was', 'checks were')} not made: it is private, or not there. ` +
        'Give a token that may read it (--token or HOLT_TOKEN), or check its name.'
    : '';
}

/** The site, and the wiki whose address it was. @throws UsageError */
function readAddress(text: string): { origin: string; wiki?: { owner: string; name: string } } {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new UsageError(`${text} is no address of a site. Write it like https://wiki.example.`);
  }
  if (url.pathname === '/') return { origin: url.origin };
  const route = resolve(url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`);
  const isWiki = route.kind === 'object' && checkWikiId(`${route.owner}/${route.wiki}`) === '';
  if (!isWiki || url.pathname.split('/').filter((part) => part !== '').length !== 2) {
    throw new UsageError(`${text} is neither the address of a site nor of a wiki. Write it like https://wiki.example.`);
  }
  return { origin: url.origin, wiki: { owner: route.owner, name: route.wiki } };
}

function parseWiki(id: string): { owner: string; name: string } {
  const [owner = '', name = ''] = id.split('/');
  return { owner, name };
}

/** @throws UsageError */
function checkToken(token: string | undefined, origin: string): void {
  if (token === undefined) return;
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError('--token: that is no token.');
  const { protocol, hostname } = new URL(origin);
  if (protocol === 'http:' && !isLoopback(hostname)) {
    throw new UsageError(`The token would be sent unencrypted to ${origin}. Name the site by its https:// address.`);
  }
}

function describe(result: CheckResult): string {
  const lines = [`${MARKS[result.outcome].padEnd(7)} ${result.name.padEnd(24)} ${result.title}`];
  if (result.outcome === 'failed') lines.push(`  expected ${result.expected}`, `  found    ${result.found}`);
  if (result.outcome === 'passed' && result.note !== undefined) lines.push(`  note: ${result.note}`);
  if (result.outcome === 'not-made') lines.push(`  not made: ${result.reason}`);
  return `${lines.join('\n')}\n`;
}

function summarise({ origin, wiki, checks }: SmokeReport): string {
  const count = (outcome: CheckResult['outcome']) => checks.filter((check) => check.outcome === outcome).length;
  const what = wiki === undefined ? origin : `${wiki} at ${origin}`;
  return `\n${what}: ${count('passed')} passed, ${count('failed')} failed, ${count('not-made')} not made\n`;
}
