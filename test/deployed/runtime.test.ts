import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { copyReadOnly } from './read-only.ts';
import { type FunctionOptions, startFunction } from './start-function.ts';

const HANDLERS = fileURLToPath(new URL('handlers/', import.meta.url));

async function start(handler: string, options: Partial<FunctionOptions> = {}) {
  const { folder, remove } = copyReadOnly(HANDLERS);
  onTestFinished(remove);
  const started = await startFunction({ folder, handler, ...options });
  onTestFinished(() => started.stop());
  return { ...started, folder };
}

test('a function runs under Node 24, with the variables of Lambda and its own, and none of this process', async () => {
  process.env.HOLT_SECRET_OF_THIS_PROCESS = 'x';
  const { invoke, initMs } = await start('plain.handler', { environment: { HOLT_BUCKET: 'den' } });
  const answer = (await invoke({ text: 'é – 木' })) as { environment: Record<string, string> };
  expect(answer).toMatchObject({
    text: 'é – 木',
    name: 'holt',
    node: expect.stringMatching(/^v24\./),
    environment: { HOLT_BUCKET: 'den', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024', _HANDLER: 'plain.handler' },
  });
  expect(Object.keys(answer.environment)).not.toContain('HOLT_SECRET_OF_THIS_PROCESS');
  expect(initMs).toBeGreaterThan(0);
});

test('one process takes one event after the other, also after one that fails, which is told with its error', async () => {
  const { invoke, log } = await start('plain.handler');
  expect(await invoke({ text: 'first' })).toMatchObject({ events: 1 });
  await expect(invoke({ do: 'fail' })).rejects.toMatchObject({
    failure: { errorType: 'RangeError', errorMessage: 'as it was asked to' },
  });
  expect(await Promise.all(['a', 'b'].map((text) => invoke({ text })))).toMatchObject([
    { text: 'a', events: 3 },
    { text: 'b', events: 4 },
  ]);
  expect(log()).toContain('heard first');
});

test('a function that ends its process fails the event', async () => {
  const { invoke } = await start('plain.handler');
  await expect(invoke({ do: 'end' })).rejects.toThrow('The process ended: 3.');
});

test('a function can not write to its own folder', async () => {
  const { invoke, folder } = await start('plain.handler');
  await expect(invoke({ do: 'write' })).rejects.toMatchObject({
    failure: { errorMessage: expect.stringMatching(/EACCES|EROFS/) },
  });
  expect(existsSync(join(folder, 'written'))).toBe(false);
});

test('an answer over 6 MiB fails', async () => {
  const { invoke } = await start('plain.handler');
  await expect(invoke({ do: 'answer-much', bytes: 6 * 1024 * 1024 })).rejects.toMatchObject({
    failure: { errorType: 'Function.ResponseSizeTooLarge' },
  });
  expect(await invoke({ do: 'answer-much', bytes: 10 })).toHaveLength(10);
});

test.each([
  ['plain.none', 'Runtime.HandlerNotFound'],
  ['none.handler', 'Runtime.ImportModuleError'],
  ['broken.handler', 'TypeError'],
])('a handler that can not be loaded is told: %s', async (handler, errorType) => {
  await expect(start(handler)).rejects.toMatchObject({ failure: { errorType } });
});
