import type { AgentTokens, Identity } from '@holt/auth';
import type { TokenClaims } from '@holt/edge';
import type { AccessSettings, Wikis } from '@holt/wiki';

/** What the API answers from. */
export interface ApiContext {
  wikis: Wikis;
  access: AccessSettings;
  tokens: AgentTokens;
  /** Whether somebody owns every wiki, beside all grants. */
  isSiteOwner(identity: Pick<Identity, 'subject' | 'email'>): boolean;
}

export interface ApiRequest {
  /** What the route's pattern captured in the path, percent-decoded. */
  parameters: readonly string[];
  /** Parsed from JSON; undefined for requests without one. */
  body: unknown;
  caller: TokenClaims;
}

export interface ApiAnswer {
  statusCode: 200 | 201;
  body: unknown;
}

export interface ApiRoute {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Of the path behind `/api`. */
  pattern: RegExp;
  /** Whether it reads a JSON body. */
  takesBody: boolean;
  run(context: ApiContext, request: ApiRequest): Promise<ApiAnswer>;
}
