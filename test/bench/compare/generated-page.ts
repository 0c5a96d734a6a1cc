import { seededRandom } from '@holt/storage';
import { SYLLABLES } from '../../support/syllables.ts';

/** A page that is made up: the same for the same number, whatever the tool. */
export interface GeneratedPage {
  /** `Folder_003/Page_00345`: folders of 100. */
  path: string;
  title: string;
  /** Markdown without front matter or the title's heading: a few headings, paragraphs and a list, about 2.5 KB. */
  body: string;
}

export function generatePage(index: number): GeneratedPage {
  const random = seededRandom(index).bytes(1200);
  let next = 0;
  const pick = () => random[next++ % random.length] as number;
  const word = () => Array.from({ length: 1 + (pick() % 3) }, () => SYLLABLES[pick() % SYLLABLES.length]).join('');
  const words = (count: number) => Array.from({ length: count }, word).join(' ');
  const digits = (value: number, count: number) => String(value).padStart(count, '0');
  const paragraphs = Array.from(
    { length: 4 },
    () => `## ${words(2)}\n\n${words(60)}.\n\n- ${words(5)}\n- ${words(5)}\n`,
  );
  return {
    path: `Folder_${digits(Math.floor(index / 100), 3)}/Page_${digits(index, 5)}`,
    title: `Page ${digits(index, 5)} ${words(2)}`,
    body: `${words(40)}.\n\n${paragraphs.join('\n')}`,
  };
}

export const generatePages = (count: number): GeneratedPage[] =>
  Array.from({ length: count }, (_, index) => generatePage(index));
