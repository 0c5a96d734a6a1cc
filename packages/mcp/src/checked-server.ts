import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

const MAX_REASONS = 5;

/**
 * The SDK's server, which takes requests with parameters of the wrong form for failures of its own (-32603, with what its checker prints);
 * here they are answered as what they are: invalid parameters.
 *
 * @see https://www.jsonrpc.org/specification#error_object
 */
export class CheckedServer extends Server {
  override setRequestHandler: Server['setRequestHandler'] = (schema, handler) => {
    const checkedBy = schema as unknown as z.ZodObject<{ method: z.ZodLiteral<string> }>;
    const anyParameters = z.looseObject({ method: checkedBy.shape.method });
    super.setRequestHandler(anyParameters as never, (request: unknown, extra) => {
      const checked = checkedBy.safeParse(request);
      if (!checked.success) throw invalidParameters(checkedBy.shape.method.value, checked.error);
      return handler(checked.data as never, extra);
    });
  };
}

function invalidParameters(method: string, { issues }: z.ZodError): McpError {
  const reasons = issues.slice(0, MAX_REASONS).map(({ path, message }) => `${path.join('.')}: ${message}`);
  return new McpError(ErrorCode.InvalidParams, `${method} can't be answered: ${reasons.join('; ')}.`);
}
