/** The id of the wiki that a route's placeholders name. It may be no legal one. */
export function wikiIdOf({ owner = '', wiki = '' }: Readonly<Record<string, string>>): string {
  return `${owner}/${wiki}`;
}
