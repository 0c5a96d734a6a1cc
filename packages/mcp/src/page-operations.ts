import type { PageChange } from '@holt/wiki';
import { z } from 'zod';
import type { TouchedPath } from './access.ts';
import { baseVersionOrNone, pagePath, path } from './arguments.ts';
import { isShallow, mapTexts } from './json-texts.ts';
import { unshowHidden } from './show-hidden.ts';
import type { ToolContext } from './tool.ts';

/** A change of a page, or of what is known of it; attachments have tools of their own. */
export type PageStep = Exclude<PageChange, { op: 'store' }>;

/** What operations on a page take beside its path. */
export const operationArguments = {
  content: z.string(),
  old_text: z.string().min(1),
  new_text: z.string(),
  count: z.int().min(1),
  section: z.string().min(1),
  properties: z.record(z.string(), z.unknown()).refine(isShallow, 'is nested too deeply'),
  new_path: pagePath(),
};

type Argument = keyof typeof operationArguments;

/** What each operation needs, and what it may have besides. */
const TAKES = {
  write: { needs: ['content'] },
  edit: { needs: ['old_text', 'new_text'], may: ['count'] },
  append: { needs: ['content'], may: ['section'] },
  prepend: { needs: ['content'], may: ['section'] },
  replace_section: { needs: ['section', 'content'] },
  insert_before: { needs: ['section', 'content'] },
  insert_after: { needs: ['section', 'content'] },
  set_properties: { needs: ['properties'] },
  rename: { needs: ['new_path'] },
  delete: { needs: [] },
} as const satisfies Record<string, { needs: readonly Argument[]; may?: readonly Argument[] }>;

export type PageOperation = keyof typeof TAKES;

const OPERATIONS = Object.keys(TAKES) as [PageOperation, ...PageOperation[]];

/** One change of several, as an agent gives it: flat, with the arguments of its operation and no others. */
export const pageOperation = z
  .strictObject({
    op: z.enum(OPERATIONS),
    path,
    ...z.object(operationArguments).partial().shape,
    base_version: baseVersionOrNone,
  })
  .superRefine((change, context) => {
    const { needs, may = [] }: { needs: readonly string[]; may?: readonly string[] } = TAKES[change.op];
    for (const name of Object.keys(operationArguments) as Argument[]) {
      const isGiven = change[name] !== undefined;
      const isNeeded = needs.includes(name);
      if (isGiven === isNeeded || (isGiven && may.includes(name))) continue;
      const message = isNeeded ? `op "${change.op}" needs it` : `op "${change.op}" does not take it`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
    if (change.base_version === 'none' && change.op !== 'write') {
      context.addIssue({
        code: 'custom',
        path: ['base_version'],
        message: 'only op "write" can make a page: no "none"',
      });
    }
  });

/** As {@link pageOperation} lets it pass. */
export type PageOperationArguments = { [Name in Argument]?: z.infer<(typeof operationArguments)[Name]> | undefined } & {
  op: PageOperation;
  path: string;
  base_version?: string | undefined;
};

/** An agent's change as the wiki's, with the texts that were meant. */
export function toPageStep(
  { isVerbatim = false, isStrict = false }: Pick<ToolContext, 'isVerbatim' | 'isStrict'>,
  args: PageOperationArguments,
): PageStep {
  const { op, path, section, count, properties = {}, new_path: newPath = '', base_version: baseVersion } = args;
  const textOf = (text = '') => (isVerbatim ? text : unshowHidden(text));
  const content = textOf(args.content);
  const base = baseVersion === undefined ? {} : { baseVersion, ...(isStrict ? { isExact: true } : {}) };
  const inSection = section === undefined ? {} : { section: textOf(section) };
  switch (op) {
    case 'write':
      return { op: 'put', path, content, ...base };
    case 'edit': {
      const texts = { oldText: textOf(args.old_text), newText: textOf(args.new_text) };
      return { op, path, ...texts, ...(count === undefined ? {} : { count }), ...base };
    }
    case 'append':
      return { op: 'insert', path, where: 'end', ...inSection, content, ...base };
    case 'prepend':
      return { op: 'insert', path, where: 'start', ...inSection, content, ...base };
    case 'insert_before':
      return { op: 'insert', path, where: 'before', ...inSection, content, ...base };
    case 'insert_after':
      return { op: 'insert', path, where: 'after', ...inSection, content, ...base };
    case 'replace_section':
      return { op: 'replace-section', path, section: textOf(section), content, ...base };
    case 'set_properties':
      return {
        op: 'properties',
        path,
        properties: isVerbatim ? properties : mapTexts(properties, unshowHidden),
        ...base,
      };
    case 'rename':
      return { op: 'move', path, newPath, ...base };
    case 'delete':
      return { op, path, ...base };
  }
}

/** The paths that a step names, for the rights that it needs. @param index which it is, of several steps */
export function touchedBy(step: PageStep, index = 0, steps: readonly PageStep[] = [step]): TouchedPath[] {
  const which = steps.length > 1 ? { change: index + 1 } : {};
  const touched = [{ path: step.path, mustExist: step.op !== 'put', ...which }];
  return step.op === 'move' ? [...touched, { path: step.newPath, mustExist: false, ...which }] : touched;
}
