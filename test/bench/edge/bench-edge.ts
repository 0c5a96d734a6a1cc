import { fileURLToPath } from 'node:url';
import { buildEdge, MAX_FUNCTION_BYTES } from '@holt/edge/build';
import {
  bearer,
  edgeEvent,
  encodePart,
  hasNjs,
  KEY,
  KEY_VALUES,
  NOW_SECONDS,
  outcomeOf,
  type RequestParts,
  repeatScript,
  token,
} from '@holt/edge/testing';
import { build } from 'esbuild';
import { round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import { measureInNjs } from './measure-in-njs.ts';
import { makeRsaKey } from './rsa-key.ts';

const REQUESTS = 1_000;
const HS256_CHECKS = 20_000;
const RS256_CHECKS = 100;

/** The whole handler's budget. */
const BUDGET_MS = 0.08;

const REQUEST_KINDS: [what: string, parts: RequestParts, outcome: string][] = [
  ['public page', { uri: '/me/open/Guide/Start' }, 'to /fragments/me/open/pages/Guide/Start.html'],
  [
    'private page, session cookie',
    { uri: '/me/notes/Guide/Start', cookies: { '__Host-holt': token() } },
    'to /fragments/me/notes/pages/Guide/Start.html',
  ],
  [
    'page under a rule, token',
    { uri: '/me/rules/Team/Plan', headers: bearer(token({ wikis: ['me/rules'] })) },
    'to /fragments/me/rules/pages/Team/Plan.html',
  ],
  ['denied: no token', { uri: '/me/notes/Guide/Start' }, '401'],
  ['denied: forged token', { uri: '/me/notes/Guide/Start', headers: bearer(`${token().slice(0, -4)}AAAA`) }, '401'],
  ['denied: another wiki', { uri: '/you/secret/Home', headers: bearer() }, '403'],
];

/** What the edge function costs in njs, and what it would cost with RS256. */
export async function benchEdge(): Promise<Table[]> {
  const { viewerRequest, viewerResponse } = await buildEdge();
  const sizes = Object.entries({ 'viewer-request': viewerRequest, 'viewer-response': viewerResponse }).map(
    ([what, text]): Row => {
      const bytes = Buffer.byteLength(text);
      return { what, bytes, 'of 10,240, %': round((100 * bytes) / MAX_FUNCTION_BYTES, 1) };
    },
  );
  const size = { title: 'Deployed size', rows: sizes };
  if (!hasNjs()) return [size, { title: 'CPU', rows: [], notes: ['Not measured: there is no njs on this machine.'] }];
  return [size, benchRequests(viewerRequest), await benchSignatures()];
}

function benchRequests(viewerRequest: string): Table {
  const script = repeatScript(viewerRequest);
  const rows = REQUEST_KINDS.map(([what, parts, outcome]): Row => {
    const input = { event: JSON.stringify(edgeEvent(parts)), keyValues: KEY_VALUES, nowSeconds: NOW_SECONDS };
    const measured = measureInNjs(script, { input, emptyInput: { ...input, isEmpty: true }, times: REQUESTS });
    if (outcomeOf(measured.result) !== outcome) throw new Error(`${what}: ${outcomeOf(measured.result)}`);
    return {
      what,
      'CPU ms': round(measured.cpuMs, 3),
      'of the budget, %': round((100 * measured.cpuMs) / BUDGET_MS, 0),
    };
  });
  return {
    title: 'CPU of one request in njs',
    rows,
    notes: [`${REQUESTS} requests a process, minus as many that do nothing; the budget is ${BUDGET_MS} ms.`],
  };
}

async function benchSignatures(): Promise<Table> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('njs-signatures.js', import.meta.url))],
    bundle: true,
    external: ['crypto', 'fs'],
    format: 'esm',
    target: 'es2018',
    minifyWhitespace: true,
    write: false,
    logLevel: 'silent',
  });
  const script = outputFiles[0]?.text ?? '';
  const hs256 = token();
  const rsa = makeRsaKey();
  const signed = `${encodePart({ alg: 'RS256', typ: 'JWT', kid: KEY.kid })}.${hs256.split('.')[1]}`;
  const secret = Buffer.from(KEY.secret).toString('base64url');
  const cases: [algorithm: string, input: object, times: number][] = [
    ['HS256', { token: hs256, secret }, HS256_CHECKS],
    ['RS256', { token: `${signed}.${rsa.sign(signed)}`, key: rsa.numbers }, RS256_CHECKS],
  ];
  const costs = cases.map(([algorithm, input, times]) => {
    const { cpuMs, result } = measureInNjs(script, { input: { algorithm, ...input }, times });
    if (result !== true) throw new Error(`${algorithm}: a good signature was refused.`);
    return { algorithm, cpuMs };
  });
  const least = Math.min(...costs.map(({ cpuMs }) => cpuMs));
  return {
    title: "CPU of one signature's check in njs",
    rows: costs.map(({ algorithm, cpuMs }) => ({
      what: algorithm,
      'CPU ms': round(cpuMs, 3),
      times: round(cpuMs / least, 0),
    })),
    notes: [
      'RS256 with a key of 2,048 bits whose numbers are made ready beforehand, as CloudFront Functions have no function for it.',
    ],
  };
}
