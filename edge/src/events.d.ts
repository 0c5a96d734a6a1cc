// The events of CloudFront Functions:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html

export interface EdgeValue {
  value: string;
  /** All values in order, the first included, when there are several. */
  multiValue?: { value: string }[];
}

export interface EdgeCookie extends EdgeValue {
  attributes?: string;
}

export interface EdgeRequest {
  method: string;
  /** The path, percent-encoded as the viewer sent it, without query. */
  uri: string;
  querystring: Record<string, EdgeValue>;
  /** By lower-case name; without `cookie`. */
  headers: Record<string, EdgeValue>;
  cookies: Record<string, EdgeValue>;
}

export interface EdgeResponse {
  statusCode: number;
  statusDescription?: string;
  headers: Record<string, EdgeValue>;
  cookies?: Record<string, EdgeCookie>;
  /** Only in a response that a function makes. */
  body?: string;
}

export interface EdgeContext {
  distributionDomainName: string;
  distributionId: string;
  eventType: 'viewer-request' | 'viewer-response';
  requestId: string;
}

export interface ViewerRequestEvent {
  version: '1.0';
  context: EdgeContext;
  viewer: { ip: string };
  request: EdgeRequest;
}

export interface ViewerResponseEvent extends ViewerRequestEvent {
  response: EdgeResponse;
}
