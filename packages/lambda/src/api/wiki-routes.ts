import { allows, type TokenClaims } from '@holt/edge';
import { mayReadSome } from '@holt/mcp/access';
import { parseWikiId, type WikiInfo } from '@holt/wiki';
import { z } from 'zod';
import type { ApiRoute } from './api-context.ts';
import { forbidden } from './api-error.ts';
import { changedBy, openManaged } from './open-managed.ts';
import { readInput } from './read-input.ts';

const LEVEL = z.enum(['public', 'reader', 'editor', 'owner']);
const NEW_WIKI = z.strictObject({ wiki: z.string(), public: z.boolean().default(false) });
const SETTINGS = z.strictObject({
  public: z.boolean().optional(),
  rules: z.array(z.tuple([z.string(), LEVEL])).optional(),
  titleFirst: z.boolean().optional(),
});

/** What wikis there are, and who may read what in them. */
export const WIKI_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    pattern: /^\/wikis$/,
    takesBody: false,
    async run({ wikis }, { caller }) {
      const readable = (await wikis.list()).filter((info) => mayReadSome(caller, info));
      return { statusCode: 200, body: { wikis: readable.map((info) => describe(caller, info)) } };
    },
  },
  {
    method: 'POST',
    pattern: /^\/wikis$/,
    takesBody: true,
    async run({ wikis }, { caller, body }) {
      const input = readInput(NEW_WIKI, body);
      const { owner, name } = parseWikiId(input.wiki);
      if (!allows(caller, undefined, owner, name, 'manage')) throw forbidden(`The wiki "${input.wiki}"`);
      await wikis.create(input.wiki, { public: input.public });
      return { statusCode: 201, body: describe(caller, await wikis.info(input.wiki)) };
    },
  },
  {
    method: 'GET',
    pattern: /^\/wikis\/([^/]+\/[^/]+)$/,
    takesBody: false,
    async run(context, request) {
      const { id, settings } = await openManaged(context, request);
      return { statusCode: 200, body: { wiki: id, ...settings } };
    },
  },
  {
    method: 'PATCH',
    pattern: /^\/wikis\/([^/]+\/[^/]+)$/,
    takesBody: true,
    async run(context, request) {
      const changes = readInput(SETTINGS, request.body);
      const { id } = await openManaged(context, request);
      const by = changedBy(request.caller);
      // What closes goes first, so that nothing is open in between that neither setting opens.
      if (changes.public === false) await context.access.setPublic(id, false, by);
      if (changes.rules !== undefined) await context.access.setRules(id, changes.rules, by);
      if (changes.public === true) await context.access.setPublic(id, true, by);
      if (changes.titleFirst !== undefined) await context.access.setTitleFirst(id, changes.titleFirst, by);
      return { statusCode: 200, body: { wiki: id, ...(await context.access.read(id)) } };
    },
  },
  {
    method: 'GET',
    pattern: /^\/wikis\/([^/]+\/[^/]+)\/audit$/,
    takesBody: false,
    async run(context, request) {
      const { id } = await openManaged(context, request);
      return { statusCode: 200, body: { wiki: id, entries: await context.access.audit(id, { limit: 200 }) } };
    },
  },
];

/** What is wrong with it, and which paths are kept from whom, is told to those who manage it. */
function describe(caller: TokenClaims, info: WikiInfo) {
  const { id, owner, name, public: isPublic, rules, damaged } = info;
  const more = allows(caller, info, owner, name, 'manage')
    ? { rules, ...(damaged === undefined ? {} : { damaged }) }
    : {};
  return { wiki: id, public: isPublic, ...more };
}
