import { readTags } from '@holt/markdown';
import { foldText } from '@holt/search';

/** Whether a page has a tag in its front matter, in whatever case. @param tag with or without its `#` */
export function hasTag(text: string, tag: string): boolean {
  const wanted = foldText(tag.replace(/^#/, ''));
  return readTags(text).some((each) => foldText(each) === wanted);
}
