/** What is asked of a client of the AWS SDK. */
interface SdkClient {
  readonly config: { maxAttempts(): Promise<number> };
}

/**
 * Holds a client of the caller's to the one thing that the stores rely on.
 *
 * @param service as the message names it
 * @throws {TypeError}
 */
export async function checkSendsOnce(service: string, client: SdkClient): Promise<void> {
  const maxAttempts = await client.config.maxAttempts();
  if (maxAttempts !== 1) {
    const reason = 'a request that is sent again can be refused because of its own first success';
    throw new TypeError(`The ${service} client makes ${maxAttempts} attempts: give it maxAttempts: 1, for ${reason}.`);
  }
}
