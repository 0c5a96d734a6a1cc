import { gitUrl, wikiUrl } from '@holt/edge';
import {
  asReader,
  BROWSER,
  type Check,
  expectHeader,
  expectStatus,
  expectThat,
  missingWiki,
  NotMade,
  type Scene,
  wikiOf,
} from './check.ts';
import { describeAnswer } from './http.ts';

/** Well-formed, and signed by nobody. */
const FORGED_TOKEN = [
  Buffer.from('{"alg":"HS256","typ":"JWT","kid":"smokesmoke"}').toString('base64url'),
  Buffer.from('{"sub":"smoke","wikis":["*:owner"],"scope":["read"]}').toString('base64url'),
  Buffer.alloc(32).toString('base64url'),
].join('.');

/** What nobody may read who does not say who they are. */
function closedWikis({ wiki, isPublic, random }: Scene): { owner: string; name: string }[] {
  const missing = missingWiki(random);
  return wiki !== undefined && !isPublic ? [missing, wiki] : [missing];
}

export const REFUSAL_CHECKS: readonly Check[] = [
  {
    name: 'private-browser',
    title: 'Browsers are sent from private pages to the sign-in',
    async run(scene) {
      for (const { owner, name } of closedWikis(scene)) {
        const path = wikiUrl(owner, name);
        const answer = await scene.send({ path, headers: BROWSER });
        expectStatus(answer, path, 302, 401);
        expectHeader(answer, path, 'cache-control', 'no-store');
        if (answer.status === 302) expectHeader(answer, path, 'location', /\?return=./);
      }
    },
  },
  {
    name: 'private-script',
    title: 'Programs without a token are refused private pages',
    async run(scene) {
      for (const { owner, name } of closedWikis(scene)) {
        for (const path of [wikiUrl(owner, name), `${wikiUrl(owner, name)}-/sidebar.json`]) {
          const answer = await scene.send({ path, headers: { accept: '*/*' } });
          expectStatus(answer, path, 401);
          expectHeader(answer, path, 'www-authenticate', /^Bearer\b/);
          expectHeader(answer, path, 'cache-control', 'no-store');
        }
      }
    },
  },
  {
    name: 'private-git',
    title: 'git is asked for a password before it may clone a private wiki',
    async run(scene) {
      for (const { owner, name } of closedWikis(scene)) {
        const path = `${gitUrl(owner, name)}/info/refs?service=git-upload-pack`;
        const answer = await scene.send({ path, headers: { accept: '*/*' } });
        expectStatus(answer, path, 401);
        expectHeader(answer, path, 'www-authenticate', /^Basic\b/);
      }
    },
  },
  {
    name: 'forged-token',
    title: 'A token that nobody signed is refused',
    async run(scene) {
      for (const { owner, name } of closedWikis(scene)) {
        const path = wikiUrl(owner, name);
        const answer = await scene.send({ path, headers: { authorization: `Bearer ${FORGED_TOKEN}` } });
        expectStatus(answer, `${path} with a forged token`, 401);
      }
    },
  },
  {
    name: 'stays-private',
    title: 'What one reader may see is not shown to the next',
    async run(scene) {
      const { owner, name } = wikiOf(scene);
      if (scene.isPublic) throw new NotMade('the wiki is public');
      const path = `${wikiUrl(owner, name)}-/`;
      const read = await scene.send({ path, headers: asReader(scene) });
      expectStatus(read, `${path} with the token`, 200);
      const answer = await scene.send({ path });
      expectStatus(answer, `${path} without it, right after`, 401);
    },
  },
  {
    name: 'malformed-urls',
    title: 'URLs that could be read in two ways are refused',
    async run(scene) {
      const { owner, name } = scene.wiki ?? { owner: 'me', name: 'notes' };
      for (const rest of ['%2e%2e/x', 'a%2fb', 'a%5Cb', 'a%00b', 'a//b', 'a%25b', '%ff', '%41']) {
        const path = wikiUrl(owner, name) + rest;
        expectStatus(await scene.send({ path, headers: BROWSER }), path, 400);
      }
    },
  },
  {
    name: 'methods',
    title: 'Pages take no other methods than GET and HEAD',
    async run(scene) {
      const { owner, name } = scene.wiki ?? { owner: 'me', name: 'notes' };
      const path = wikiUrl(owner, name);
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
        expectStatus(await scene.send({ method, path, body: '' }), `${method} ${path}`, 403, 405);
      }
    },
  },
  {
    name: 'object-keys',
    title: 'Settings, keys and the inside of repositories have no address',
    async run(scene) {
      const { owner, name } = scene.wiki ?? { owner: 'me', name: 'notes' };
      const headers = scene.token === undefined ? {} : { authorization: `Bearer ${scene.token}` };
      for (const path of [
        '/control/deployment.json',
        '/control/key-values.json',
        '/control/-/dev-token.txt',
        `/control/${owner}/${name}/wiki.json`,
        `/fragments/${owner}/${name}/sidebar.json`,
        `/git/${owner}/${name}/info/refs`,
        `${gitUrl(owner, name)}/config`,
      ]) {
        const answer = await scene.send({ path, headers });
        expectThat(answer.status >= 300, `${path}: nothing`, describeAnswer(answer));
      }
    },
  },
];
