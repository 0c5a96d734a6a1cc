/** A POST body, ready for the transport, or the answer that refuses it. */
export type Messages = { messages: unknown } | { refusal: Response };

/** Each may cost as much as a request alone, and they share its memory and its answer. */
const MAX_MESSAGES = 10;

/**
 * Reads the JSON-RPC messages of a POST body. The transport would do so too, but would replace broken UTF-8 unseen, and wait for
 * ever for the answers that some batches keep back.
 */
export async function readMessages(request: Request): Promise<Messages> {
  let messages: unknown;
  try {
    messages = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await request.arrayBuffer()));
  } catch {
    return refuse(-32700, 'Parse error: the body must be JSON in UTF-8.');
  }
  if (!Array.isArray(messages)) return { messages };
  if (messages.length > MAX_MESSAGES) {
    return refuse(-32600, `Invalid Request: a batch has at most ${MAX_MESSAGES} messages. Send several.`);
  }

  const ids = messages.map((message: unknown) => (isObject(message) ? message.id : undefined));
  const requestIds = ids.filter((id) => id !== undefined);
  if (new Set(requestIds).size < requestIds.length) {
    return refuse(-32600, 'Invalid Request: two messages of the batch have the same id.');
  }
  // A notification can only concern the requests beside it, as no state outlives the batch, and a cancelled request has no answer.
  return { messages: requestIds.length === 0 ? messages : messages.filter((message) => !isNotification(message)) };
}

function isNotification(message: unknown): boolean {
  return isObject(message) && typeof message.method === 'string' && message.id === undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function refuse(code: number, message: string): Messages {
  return { refusal: Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status: 400 }) };
}
