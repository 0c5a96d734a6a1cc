import { askMcp, INITIALIZE, MCP_HEADERS, toRpcBody } from './call-tool.ts';
import { type Check, expectHeader, expectStatus, expectThat, type Scene } from './check.ts';
import type { SmokeAnswer, SmokeRequest } from './http.ts';

/** What an address of a Lambda function makes of `www-authenticate`. */
export const RENAMED_CHALLENGE = 'x-amzn-remapped-www-authenticate';

/** What only a handler answers well. */
export const ASK_MCP: SmokeRequest = {
  method: 'POST',
  path: '/mcp',
  headers: MCP_HEADERS,
  body: toRpcBody(INITIALIZE),
};

/** What handlers answer with another status than 404: the body and headers of a 404 are the site's. */
const SERVICES: readonly SmokeRequest[] = [
  ASK_MCP,
  { path: '/api/session' },
  { path: '/auth/sign-in?return=%2F' },
  { path: '/.well-known/oauth-protected-resource/mcp' },
];

export const SERVICE_CHECKS: readonly Check[] = [
  {
    name: 'service-cache',
    title: 'What handlers answer is kept by nobody',
    async run(scene) {
      for (const request of SERVICES) {
        // From the second on, a cache would answer.
        for (const _ of [1, 2]) checkUncached(await scene.send(request), request.path);
      }
      if (scene.token !== undefined) checkUncached((await askMcp(scene, INITIALIZE)).answer, '/mcp with the token');
    },
  },
  {
    name: 'service-errors',
    title: 'The handlers answer',
    async run(scene) {
      for (const request of SERVICES) {
        const answer = await scene.send(request);
        // 501: nobody can sign in here, which is a setting.
        const isWell = answer.status < 500 || answer.status === 501;
        expectThat(isWell, `${request.path}: an answer of its handler`, `status ${answer.status}`);
        // What only serves files has an answer for the others, too.
        if (request === ASK_MCP) expectStatus(answer, 'POST /mcp without a token', 401, 405);
      }
    },
  },
  {
    name: 'mcp-refused',
    title: 'Agents without a token are refused, and told how to come back',
    async run(scene) {
      const answer = await scene.send(ASK_MCP);
      expectStatus(answer, 'POST /mcp without a token', 401);
      const isRenamed = answer.headers['www-authenticate'] === undefined && RENAMED_CHALLENGE in answer.headers;
      const name = isRenamed ? RENAMED_CHALLENGE : 'www-authenticate';
      expectHeader(answer, 'POST /mcp without a token', name, /^Bearer\b/);
      return isRenamed
        ? `www-authenticate comes as ${RENAMED_CHALLENGE}; clients look for the metadata below /.well-known by themselves`
        : undefined;
    },
  },
  {
    name: 'host-header',
    title: "A client can't say under which host the site was asked",
    async run(scene) {
      await expectSameRefusal(scene, { 'x-holt-host': 'elsewhere.example' });
      await expectSameRefusal(scene, { 'x-forwarded-host': 'elsewhere.example' });
    },
  },
];

function checkUncached(answer: SmokeAnswer, where: string): void {
  const { 'x-cache': cache = '', age = '0' } = answer.headers;
  expectThat(
    !/\bhit\b/i.test(cache) && Number(age) === 0,
    `${where}: not out of a cache`,
    `x-cache: ${cache}, age: ${age}`,
  );
  if (answer.status !== 404) expectHeader(answer, where, 'cache-control', /\bno-store\b/);
}

async function expectSameRefusal(scene: Scene, headers: Record<string, string>): Promise<void> {
  const answer = await scene.send({ ...ASK_MCP, headers: { ...ASK_MCP.headers, ...headers } });
  expectStatus(answer, `POST /mcp without a token, with ${Object.keys(headers)[0]}`, 401);
}
