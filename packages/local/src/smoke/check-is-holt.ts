import { wikiUrl } from '@holt/edge';
import { CommandError } from '../errors.ts';
import { missingWiki, type Scene } from './check.ts';
import { describeAnswer, type SmokeAnswer } from './http.ts';
import { ASK_MCP, RENAMED_CHALLENGE } from './service-checks.ts';

/**
 * Asks for what a Holt refuses in its own way, by its edge or, should that be broken, by its handler.
 * @throws CommandError when both are answered otherwise; what `send` throws
 */
export async function checkIsHolt({ origin, send, random }: Pick<Scene, 'origin' | 'send' | 'random'>): Promise<void> {
  const { owner, name } = missingWiki(random);
  if (isRefusal(await send({ path: wikiUrl(owner, name), headers: { accept: '*/*' } }))) return;
  const answer = await send(ASK_MCP);
  if (isRefusal(answer)) return;
  throw new CommandError(
    `No Holt answers at ${origin}: POST /mcp without a token found ${describeAnswer(answer)}. Check the address, with https:// where ` +
      'the site has it. If it is right, deploy again: the deployment did not end. holt doctor --store s3://BUCKET tells more.',
  );
}

function isRefusal({ status, headers }: SmokeAnswer): boolean {
  return status === 401 && /^Bearer\b/.test(headers['www-authenticate'] ?? headers[RENAMED_CHALLENGE] ?? '');
}
