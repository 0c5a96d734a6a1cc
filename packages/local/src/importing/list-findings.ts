import { counted } from '../counted.ts';
import type { DeadLink, PageRemark } from './check-links.ts';
import type { RefusedFile } from './scan-folder.ts';

const SHOWN = 20;

/** What an import has to say of single files. */
export interface Findings {
  deadLinks: DeadLink[];
  remarks: PageRemark[];
  refused: RefusedFile[];
}

/** As text for people, the first of each kind. @param refusedTitle what became of the refused files, in the singular and in the plural */
export function listFindings({ deadLinks, remarks, refused }: Findings, refusedTitle: Title): string {
  return (
    listed(
      ['link leads nowhere', 'links lead nowhere'],
      deadLinks,
      ({ source, line, target }) => `${source}:${line}  ${target}`,
    ) +
    listed(['remark', 'remarks'], remarks, ({ source, remark }) => `${source}  ${remark}`) +
    listed(refusedTitle, refused, ({ source, reason }) => `${source}  ${reason}`)
  );
}

/** What the items of a list are: one of them, and several. */
type Title = readonly [one: string, many: string];

function listed<T>(title: Title, items: readonly T[], show: (item: T) => string): string {
  const shown = items.slice(0, SHOWN).map((item) => `  ${show(item)}\n`);
  const more = items.length > SHOWN ? `  … and ${items.length - SHOWN} more (--json lists all)\n` : '';
  return `${counted(items.length, ...title)}${items.length === 0 ? '' : ':'}\n${shown.join('')}${more}`;
}
