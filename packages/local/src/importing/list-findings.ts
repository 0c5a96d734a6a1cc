import type { DeadLink, PageRemark } from './check-links.ts';
import type { RefusedFile } from './scan-folder.ts';

const SHOWN = 20;

/** What an import has to say of single files. */
export interface Findings {
  deadLinks: DeadLink[];
  remarks: PageRemark[];
  refused: RefusedFile[];
}

/** As text for people, the first of each kind. @param refusedTitle what became of the refused files */
export function listFindings({ deadLinks, remarks, refused }: Findings, refusedTitle: string): string {
  return (
    listed('links lead nowhere', deadLinks, ({ source, line, target }) => `${source}:${line}  ${target}`) +
    listed('remarks', remarks, ({ source, remark }) => `${source}  ${remark}`) +
    listed(refusedTitle, refused, ({ source, reason }) => `${source}  ${reason}`)
  );
}

function listed<T>(title: string, items: readonly T[], show: (item: T) => string): string {
  const shown = items.slice(0, SHOWN).map((item) => `  ${show(item)}\n`);
  const more = items.length > SHOWN ? `  … and ${items.length - SHOWN} more (--json lists all)\n` : '';
  return `${items.length} ${title}${items.length === 0 ? '' : ':'}\n${shown.join('')}${more}`;
}
