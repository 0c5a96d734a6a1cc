/** A name that someone chose, as part of a message: on one line, nothing invisible in it, cut after so many characters. */
export function shorten(name: string, most = 80): string {
  const shown = name.toWellFormed().replace(/\s+/g, ' ').trim().replace(/\p{C}/gu, '\ufffd');
  return shown.length > most ? `${shown.slice(0, most).toWellFormed()}…` : shown;
}
