import { onTestFinished } from 'vitest';
import { type Fault, type KeyValueService, type KeyValueServiceOptions, serveKeyValues } from './serve-key-values.ts';

export { ARN, CREDENTIALS, type Fault, type KeyValueService } from './serve-key-values.ts';

export const refuse =
  (status: number, type: string, message = 'No.'): Fault =>
  () => ({ status, type, body: { Message: message } });
/** Nothing is done, and no answer comes. */
export const loseRequest: Fault = (_, response) => void response.destroy();
/** It is done, and the answer gets lost. */
export const loseAnswer: Fault = (answer, response) => {
  answer();
  response.destroy();
  return undefined;
};
export const leaveAlone: Fault = () => undefined;
/** Something else happens just before it is done. */
export const after =
  (event: () => void, fault: Fault = (answer) => answer()): Fault =>
  (answer, response) => {
    event();
    return fault(answer, response);
  };

/** As {@link serveKeyValues}; it goes away with the test. */
export async function startKeyValueService(options: KeyValueServiceOptions = {}): Promise<KeyValueService> {
  const service = await serveKeyValues(options);
  onTestFinished(() => service.close());
  return service;
}
