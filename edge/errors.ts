export type EdgeBuildErrorCode = 'outside-subset' | 'too-large';

/** A function that CloudFront would refuse. */
export class EdgeBuildError extends Error {
  override readonly name = 'EdgeBuildError';
  readonly code: EdgeBuildErrorCode;

  constructor(code: EdgeBuildErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
