import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { ProviderOptions } from './start-provider.ts';

/** The provider's own pages: the form that asks who somebody is, and what becomes of it. */
export async function answerInteraction(
  provider: Provider,
  { users, automatic }: Pick<ProviderOptions, 'users' | 'automatic'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const finish = (result: Parameters<Provider['interactionFinished']>[2]) =>
    provider.interactionFinished(request, response, result);
  try {
    await provider.interactionDetails(request, response);
    if (automatic !== undefined) return await finish({ login: { accountId: automatic } });
    if (request.method !== 'POST') return showForm(response, '');
    const form = new URLSearchParams(await readBody(request));
    if (form.has('cancel')) return await finish({ error: 'access_denied', error_description: 'cancelled' });
    const user = users.find(({ subject }) => subject === form.get('subject'));
    if (user === undefined || user.password !== form.get('password')) return showForm(response, 'That is not right.');
    await finish({ login: { accountId: user.subject } });
  } catch {
    response.writeHead(400, { 'content-type': 'text/plain' }).end('This sign-in is over.');
  }
}

function showForm(response: ServerResponse, problem: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html>
<title>The provider</title>
<link rel="icon" href="data:,">
<h1>Who are you?</h1>
<p>${problem}</p>
<form method="post">
<label>Subject <input name="subject" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button>Sign in</button>
<button name="cancel" value="1">Cancel</button>
</form>`);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
