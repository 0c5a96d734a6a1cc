import { allows, type TokenClaims } from '@holt/edge';
import { type AccessSettings, parseWikiId, WikiError } from '@holt/wiki';
import type { ApiContext, ApiRequest } from './api-context.ts';
import { ApiError, forbidden } from './api-error.ts';
import { wikiIdOf } from './wiki-id-of.ts';

/**
 * The wiki that the path names and its settings, for a caller who may manage it.
 * @throws ApiError 403 `insufficient-scope` whatever wikis there are, `forbidden`
 */
export async function openManaged(
  { access }: ApiContext,
  { caller, parameters }: ApiRequest,
): Promise<{ id: string; settings: Awaited<ReturnType<AccessSettings['read']>> }> {
  const { id, owner, name } = parseWikiId(wikiIdOf(parameters));
  if (!caller.scope.includes('manage')) {
    throw new ApiError(
      403,
      'insufficient-scope',
      'Your token has not the scope manage. Make one that has it (holt token --scope manage), or sign in.',
    );
  }
  // Asked before the wiki is looked up: who has no right learns nothing from how long it takes.
  if (!allows(caller, undefined, owner, name, 'manage')) throw forbidden(`The wiki "${id}"`);
  try {
    const settings = await access.read(id);
    if (allows(caller, settings, owner, name, 'manage')) return { id, settings };
  } catch (error) {
    if (!(error instanceof WikiError && error.code === 'wiki-not-found')) throw error;
  }
  throw forbidden(`The wiki "${id}"`);
}

/** Who the audit names. */
export function changedBy({ subject, name }: TokenClaims): { subject: string; name?: string } {
  return { subject, ...(name === undefined ? {} : { name }) };
}
