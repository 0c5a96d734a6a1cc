import { allows } from '@holt/edge';
import { parseWikiId } from '@holt/wiki';
import { z } from 'zod';
import type { ApiRoute } from './api-context.ts';
import { forbidden } from './api-error.ts';
import { describeManaged } from './describe-managed.ts';
import { changedBy, openManaged } from './open-managed.ts';
import { readInput } from './read-input.ts';
import { RULES, SETTINGS } from './settings-schema.ts';

const NEW_WIKI = z.strictObject({ wiki: z.string().describe('owner/name'), public: z.boolean().default(false) });
const CHANGES = z.strictObject({
  public: z.boolean().optional(),
  rules: RULES.optional(),
  titleFirst: z.boolean().optional(),
});
const ENTRY = z
  .looseObject({
    seq: z.int(),
    at: z.string().describe('ISO 8601'),
    by: z.object({ subject: z.string(), name: z.string().optional() }).optional(),
    what: z.string(),
  })
  .describe('When, by whom and what, with what it was changed to');

const MAX_ENTRIES = 200;

/** Who may read what in a wiki. */
export const WIKI_ROUTES: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: '/wikis',
    name: 'create_wiki',
    description: 'Make a wiki. The caller must own all of its owner, or that name.',
    input: NEW_WIKI,
    output: z.object({ wiki: z.string(), public: z.boolean(), rules: RULES }),
    statusCode: 201,
    async run({ wikis }, { caller, body }) {
      const input = readInput(NEW_WIKI, body);
      const { owner, name } = parseWikiId(input.wiki);
      if (!allows(caller, undefined, owner, name, 'manage')) throw forbidden(`The wiki "${input.wiki}"`);
      await wikis.create(input.wiki, { public: input.public });
      const info = await wikis.info(input.wiki);
      return { wiki: info.id, public: info.public, ...describeManaged(caller, info) };
    },
  },
  {
    method: 'GET',
    path: '/wikis/{owner}/{wiki}',
    name: 'get_settings',
    description: "A wiki's level, rules and grants.",
    output: SETTINGS,
    statusCode: 200,
    async run(context, request) {
      const { id, settings } = await openManaged(context, request);
      return { wiki: id, ...settings };
    },
  },
  {
    method: 'PATCH',
    path: '/wikis/{owner}/{wiki}',
    name: 'change_settings',
    description: 'Change what is given; rules replaces all of them.',
    input: CHANGES,
    output: SETTINGS,
    statusCode: 200,
    async run(context, request) {
      const changes = readInput(CHANGES, request.body);
      const { id } = await openManaged(context, request);
      const by = changedBy(request.caller);
      // What closes goes first, so that nothing is open in between that neither setting opens.
      if (changes.public === false) await context.access.setPublic(id, false, by);
      if (changes.rules !== undefined) await context.access.setRules(id, changes.rules, by);
      if (changes.public === true) await context.access.setPublic(id, true, by);
      if (changes.titleFirst !== undefined) await context.access.setTitleFirst(id, changes.titleFirst, by);
      return { wiki: id, ...(await context.access.read(id)) };
    },
  },
  {
    method: 'GET',
    path: '/wikis/{owner}/{wiki}/audit',
    name: 'get_audit',
    description: `The newest ${MAX_ENTRIES} changes of a wiki's settings: when, by whom, what.`,
    output: z.object({ wiki: z.string(), entries: z.array(ENTRY) }),
    statusCode: 200,
    async run(context, request) {
      const { id } = await openManaged(context, request);
      return { wiki: id, entries: await context.access.audit(id, { limit: MAX_ENTRIES }) };
    },
  },
];
