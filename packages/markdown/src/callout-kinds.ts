/** The looks of callouts; each is a class. */
export const CALLOUT_LOOKS = ['note', 'tip', 'important', 'warning', 'danger', 'quote'] as const;

export type CalloutLook = (typeof CALLOUT_LOOKS)[number];

/** Obsidian's types with their aliases, GitHub's alerts, and the names of blocks in other dialects. */
const TYPES: Readonly<Record<CalloutLook, string>> = {
  note: 'note info primary todo abstract summary tldr seealso',
  tip: 'tip hint success check done',
  important: 'important question help faq example',
  warning: 'warning attention',
  danger: 'danger caution error bug failure fail missing',
  quote: 'quote cite',
};

const LOOKS: ReadonlyMap<string, CalloutLook> = new Map(
  CALLOUT_LOOKS.flatMap((look) => TYPES[look].split(' ').map((type) => [type, look] as const)),
);

/** How a callout of this type looks, or `undefined` when the type is not known. */
export function calloutLook(type: string): CalloutLook | undefined {
  return LOOKS.get(type.toLowerCase());
}

/** What is written above a callout that gives no title: its type. */
export function calloutTitle(type: string): string {
  const words = type.replace(/[-_]+/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
