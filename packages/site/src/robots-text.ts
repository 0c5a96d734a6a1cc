/**
 * What crawlers are told: to read all pages, but not each page at each of its many states. Private wikis need no line: they are
 * refused to crawlers as to anybody. https://www.rfc-editor.org/rfc/rfc9309
 */
export const ROBOTS_TEXT = `User-agent: *
Disallow: /*/*/-/at/
Disallow: /*/*/-/older/
Disallow: /*/*/-/blame/
Disallow: /*/*/-/commit/
`;
