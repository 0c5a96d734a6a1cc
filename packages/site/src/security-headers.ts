import { PAGE_SCRIPT_HASH, SCRIPT_HASH, SEARCH_SCRIPT_HASH, SPECULATION_RULES_HASH } from './assets.generated.ts';

/**
 * Headers of every page. The content security policy lets a page run the inline script and the two it may load, and say what to
 * prefetch, each known by its hash, and nothing else: no other script, wherever it lies, no style but the site's, no request to
 * another site.
 */
export function securityHeaders(): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src '${SCRIPT_HASH}' '${PAGE_SCRIPT_HASH}' '${SEARCH_SCRIPT_HASH}' '${SPECULATION_RULES_HASH}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}
