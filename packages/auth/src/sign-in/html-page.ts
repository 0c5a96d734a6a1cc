import { createHash } from 'node:crypto';

const STYLE = `
:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}
body{max-width:34rem;margin:14vh auto 4rem;padding:0 1.25rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 1rem}
a,button{color:light-dark(#0b6b58,#7fd3bf)}
ul{padding-left:1.2rem}
small{color:light-dark(#5b6664,#a3adab)}
button{font:inherit;padding:.45rem 1rem;margin:.5rem .5rem .5rem 0;border:1px solid;border-radius:.4rem;background:transparent;cursor:pointer}
button:hover,button:focus-visible{background:light-dark(#e9f4f1,#1c2f2b)}
form{display:inline}
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

export interface HtmlPageOptions {
  status: number;
  title: string;
  /** The lines of the page, as HTML: texts in them must have gone through {@link escapeHtml}. */
  body: readonly string[];
  /**
   * Whether it has forms. Then the policy has no `form-action`: browsers hold it against redirects too, and signing out leads to
   * the provider, and on from there.
   */
  hasForms?: boolean;
}

/** A small page that works without anything else: no script, no style but its own, nothing from elsewhere. */
export function htmlPage({ status, title, body, hasForms = false }: HtmlPageOptions): Response {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(hasForms ? [] : ["form-action 'none'"]),
  ];
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body.join('\n')}
</main>
</body>
</html>
`;
  return new Response(html, {
    status,
    headers: {
      'cache-control': 'no-store',
      'content-security-policy': policy.join('; '),
      'content-type': 'text/html; charset=utf-8',
      // With "no-referrer" a browser would send the forms with "Origin: null", which is nobody's own.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
  });
}

/** @param location an absolute URL, or a path of this site */
export function redirectTo(location: string | URL, status: 302 | 303 = 302): Response {
  return new Response(null, {
    status,
    headers: { 'cache-control': 'no-store', location: `${location}`, 'referrer-policy': 'no-referrer' },
  });
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** @param again whether the provider shall ask who they are */
export function signInLink(onward: URLSearchParams, { again }: { again: boolean }): string {
  const query = new URLSearchParams(onward);
  if (again) query.set('again', '1');
  return `<p><a href="/auth/sign-in?${escapeHtml(`${query}`)}">Sign in again</a></p>`;
}
