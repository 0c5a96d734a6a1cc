import type { WriteHandler } from '@holt/lambda';
import type { Dice } from '../../simulation/dice.ts';

const LOST_REQUESTS = 0.03;
const LOST_ANSWERS = 0.06;

/** The way between clients and the instances of a handler, on which calls of tools are lost. */
export interface LossyNetwork {
  /** Brings each request to the next instance. Rejects, as fetch does, where the request or its answer is lost. */
  fetch: (url: string | URL, init?: RequestInit) => Promise<Response>;
  lost: { requests: number; answers: number };
}

export function openLossyNetwork(handlers: readonly WriteHandler[], dice: Dice): LossyNetwork {
  const lost = { requests: 0, answers: 0 };
  let sent = 0;
  return {
    lost,
    async fetch(url, init) {
      const request = new Request(url, init);
      const body = await request.text();
      const mayBeLost = body.includes('"tools/call"');
      if (mayBeLost && dice.chance(LOST_REQUESTS)) {
        lost.requests += 1;
        throw new TypeError('fetch failed: the request was lost');
      }
      sent += 1;
      const answer = await (handlers[sent % handlers.length] as WriteHandler)({
        version: '2.0',
        rawPath: new URL(request.url).pathname,
        rawQueryString: '',
        headers: Object.fromEntries(request.headers),
        requestContext: { http: { method: request.method } },
        body: Buffer.from(body).toString('base64'),
        isBase64Encoded: true,
      });
      if (mayBeLost && dice.chance(LOST_ANSWERS)) {
        lost.answers += 1;
        throw new TypeError('fetch failed: the answer was lost');
      }
      const { statusCode: status, headers } = answer;
      const hasNoBody = status === 202 || status === 204;
      return new Response(hasNoBody ? null : Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8'), {
        status,
        headers,
      });
    },
  };
}
