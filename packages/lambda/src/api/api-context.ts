import type { AgentTokens, Identity } from '@holt/auth';
import type { TokenClaims } from '@holt/edge';
import type { ToolContext } from '@holt/mcp/tool';
import type { AccessSettings, Wikis } from '@holt/wiki';
import type { z } from 'zod';
import type { FunctionUrlEvent } from '../function-url.ts';

/** What the API answers from. */
export interface ApiContext {
  wikis: Wikis;
  access: AccessSettings;
  tokens: AgentTokens;
  /** Whether somebody owns every wiki, beside all grants. */
  isSiteOwner(identity: Pick<Identity, 'subject' | 'email'>): boolean;
  /** Where people read, without a slash at the end. */
  siteOrigin: string;
  /** How much one subject may write to one wiki. */
  limits: NonNullable<ToolContext['limits']>;
  log: ToolContext['log'];
}

/** What the router hands to each route. */
export interface ApiEnv {
  Bindings: {
    event: FunctionUrlEvent;
    caller: TokenClaims;
  };
}

export type ApiMethod = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';

export interface ApiRequest {
  /** What stands for the placeholders in the route's path, percent-decoded. */
  parameters: Readonly<Record<string, string>>;
  /** Parsed from JSON; undefined for requests without one. */
  body: unknown;
  caller: TokenClaims;
}

/** A route for settings, grants or tokens. What is done to pages and files are tools, which have {@link BINDINGS}. */
export interface ApiRoute {
  method: ApiMethod;
  /** Behind `/api`, as an OpenAPI path: `/tokens/{id}`. */
  path: string;
  /** The operation's id in the OpenAPI document. */
  name: string;
  /** What it does, as a sentence. */
  description: string;
  /** The JSON body that it reads; without it, it reads none. */
  input?: z.ZodObject;
  output: z.ZodType;
  /** What it answers with when it did what it does. */
  statusCode: 200 | 201;
  run(context: ApiContext, request: ApiRequest): Promise<unknown>;
}
