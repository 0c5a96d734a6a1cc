import { createMcpHandler } from '@holt/mcp';
import { openWikis } from '@holt/wiki';
import { openDeployed } from '../../../../packages/lambda/src/deployed/open-deployed.ts';
import { handler as write } from '../../../../packages/lambda/src/deployed/serve-write.ts';
import { handler as protocol } from './protocol.ts';
import { handler as rendering } from './rendering.ts';
import { handler as sdk } from './sdk.ts';

/** The write handler, if nothing of it were loaded late. */
export const handler = async (): Promise<unknown[]> => [
  createMcpHandler,
  openWikis,
  openDeployed,
  write,
  protocol,
  rendering,
  sdk,
];
