import { readProperties } from './read-properties.ts';

const MAX_TAGS = 100;

/**
 * A page's tags: the front matter's `tags` and `tag`, each a list, or words with spaces or commas between. Without `#`, each once, in
 * order, at most {@link MAX_TAGS}. Never throws.
 */
export function readTags(markdown: string): string[] {
  const tags = new Set<string>();
  for (const [name, value] of Object.entries(readProperties(markdown))) {
    if (!/^tags?$/i.test(name)) continue;
    const words = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[\s,]+/) : [value];
    for (const word of words) {
      if (word === null || typeof word === 'object') continue;
      const tag = String(word).trim().replace(/^#+/, '');
      if (tag !== '') tags.add(tag);
    }
  }
  return [...tags].slice(0, MAX_TAGS);
}
