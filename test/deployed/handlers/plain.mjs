// What the tests of the runtime itself run.
import { writeFileSync } from 'node:fs';

let events = 0;

export async function handler(event, context) {
  events += 1;
  if (event.do === 'fail') throw new RangeError('as it was asked to');
  if (event.do === 'end') process.exit(3);
  if (event.do === 'write') writeFileSync(new URL('written', import.meta.url), '');
  if (event.do === 'answer-much') return 'x'.repeat(event.bytes);
  // biome-ignore lint/suspicious/noConsole: the runtime patches it
  console.log('heard', event.text);
  return { text: event.text, events, node: process.version, environment: process.env, name: context.functionName };
}
