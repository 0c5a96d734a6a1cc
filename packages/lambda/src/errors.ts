/**
 * Why a deployment can't be used.
 *
 * - `record-missing`: the bucket has no record of it.
 * - `record-garbled`: there is one, but it can't be read.
 * - `event-unknown`: an event that the maintenance has no work for.
 */
export type DeploymentErrorCode = 'record-missing' | 'record-garbled' | 'event-unknown';

export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
  readonly code: DeploymentErrorCode;

  constructor(code: DeploymentErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
