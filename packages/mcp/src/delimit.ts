/**
 * Sets a page's text off from what stands around it. The marks carry the text's own hash, which no text can contain on purpose, so
 * that a page can't pretend to end early.
 */
export function delimit(what: string, version: string, content: string): string {
  return `----- begin ${what} ${version} -----\n${content}${content.endsWith('\n') ? '' : '\n'}----- end ${what} ${version} -----`;
}
