import type { FunctionUrlResult } from '../function-url.ts';
import { refuse } from '../result.ts';

/** Answers `/auth/…` where no provider is named. */
export async function answerWithoutSignIn(): Promise<FunctionUrlResult> {
  return refuse(
    501,
    'no_sign_in',
    'Nobody can sign in here: the site was deployed without an OpenID provider. Name one with HOLT_OIDC_ISSUER and deploy again.',
  );
}
