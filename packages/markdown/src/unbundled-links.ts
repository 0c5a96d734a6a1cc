/** A label that shows nothing. */
export const NO_LABEL = '\u200b';

interface DrawnLink {
  from: string;
  to: string;
  label: string;
}

/**
 * Links that leave or reach a node together share a line in what the drawer makes, through whatever is in between. They do
 * not when one of them has a label: so one gets a label that shows nothing.
 */
export function withoutBundles<Link extends DrawnLink>(links: readonly Link[]): Link[] {
  const result = links.map((link) => ({ ...link }));
  for (const end of ['from', 'to'] as const) {
    const groups = Map.groupBy(
      result.filter(({ from, to }) => from !== to),
      (link) => link[end],
    );
    for (const group of groups.values()) {
      const [first] = group;
      if (first !== undefined && group.length > 1 && group.every(({ label }) => label === '')) first.label = NO_LABEL;
    }
  }
  return result;
}
