// Runs in CloudFront on the way back to the viewer, for answers of the cache or the origin below 400.
// Written in the language subset of CloudFront Functions.

// As CloudFront may show a function the URL of the viewer or the key to which it was rewritten, both are recognised.
const ATTACHMENT = /^\/(fragments\/)?[^/]+\/[^/]+\/-\/files\//;

// Types in which a browser runs scripts when it opens them as a page.
const ACTIVE_TYPE = /html|xml|svg/i;

// What a browser needs that shows a picture or plays a film in a document of its own making.
const VIEWER_POLICY =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/**
 * @param {import('./events.d.ts').ViewerResponseEvent} event
 * @returns {import('./events.d.ts').EdgeResponse}
 */
function handler(event) {
  const response = event.response;
  const headers = response.headers;
  const state = headers['x-amz-meta-state'];
  const version = headers['x-amz-meta-version'];
  if (state && state.value === 'deleted') {
    // The object of a deleted page stays, so that a late writer can't bring the page back; for a viewer it is not there.
    // Without validators no later answer can be "not modified".
    response.statusCode = 404;
    response.statusDescription = 'Not Found';
    delete headers.etag;
    delete headers['last-modified'];
  } else if (version && headers.etag && /\.md$/.test(event.request.uri)) {
    headers.etag = { value: `"${version.value}"` };
  }
  if (!/^\/assets\//.test(event.request.uri)) {
    // How long an object may be kept is for the cache of CloudFront. Whoever gets it is asked for their right each time: nobody on the
    // way may keep it, and a browser asks again before it shows it anew.
    headers['cache-control'] = { value: 'private, no-cache' };
  }
  if (ATTACHMENT.test(event.request.uri) && headers['content-type']) {
    const isActive = ACTIVE_TYPE.test(headers['content-type'].value);
    headers['content-security-policy'] = { value: isActive ? 'sandbox' : VIEWER_POLICY };
    if (isActive) {
      headers['content-disposition'] = { value: 'attachment' };
    }
  }
  Object.keys(headers).forEach((name) => {
    if (name.indexOf('x-amz-') === 0) {
      delete headers[name];
    }
  });
  return response;
}

export { handler };
