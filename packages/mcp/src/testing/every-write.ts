import type { Notes } from './notes.ts';

/** A picture of one pixel. */
export const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A call of one writing tool that goes well once. */
export interface WriteCall {
  tool: string;
  input: Record<string, unknown>;
  /** The version before the last one, of what it changes. */
  staleBase?: string;
  /** What is called differently then. */
  staleInput?: Record<string, unknown>;
}

/** Fills the notes with what every writing tool can be tried on. @returns a call of each, every one on its own page or file */
export async function prepareEveryWrite({ call, write }: Notes): Promise<WriteCall[]> {
  const stale = new Map<string, string>();
  for (const path of ['Written', 'Edited', 'Section', 'Properties', 'Renamed', 'Deleted', 'Applied']) {
    const { data } = await write(path, `# ${path}\n\n## Plan\n\none\n`);
    stale.set(path, String(data.version));
    await write(path, `# ${path}\n\n## Plan\n\ntwo\n`);
  }
  const { data: restored } = await write('Restored', '# Restored\n\none\n');
  stale.set('Restored', String(restored.version));
  await write('Restored', '# Restored\n\ntwo\n');
  await write('Restored', '# Restored\n\nthree\n');
  const { data: reverted } = await write('Reverted', '# Reverted\n');
  for (const path of ['Files/a.txt', 'Files/b.txt']) {
    const { data } = await call('upload_attachment', { path, data: base64Of('one') });
    stale.set(path, String(data.version));
    await call('upload_attachment', { path, data: base64Of('two') });
  }
  const onPage = (tool: string, path: string, input: object): WriteCall => {
    const staleBase = stale.get(path);
    return { tool, input: { path, ...input }, ...(staleBase === undefined ? {} : { staleBase }) };
  };
  const changes = [{ op: 'edit', path: 'Applied', old_text: 'two', new_text: 'three' }];
  return [
    onPage('write_page', 'Written', { content: '# Written\n\n## Plan\n\nthree\n' }),
    {
      ...onPage('edit_page', 'Edited', { old_text: '\ntwo', new_text: '\nthree' }),
      staleInput: { old_text: '\none' },
    },
    onPage('edit_section', 'Section', { where: 'replace', section: 'Plan', content: 'three' }),
    onPage('set_properties', 'Properties', { properties: { status: 'done' } }),
    onPage('rename_page', 'Renamed', { new_path: 'Elsewhere' }),
    onPage('delete_page', 'Deleted', {}),
    onPage('restore_page', 'Restored', { revision: restored.revision }),
    { tool: 'revert_commit', input: { revision: reverted.revision } },
    { tool: 'apply_changes', input: { changes } },
    onPage('upload_attachment', 'Files/a.txt', { data: base64Of('three') }),
    onPage('delete_attachment', 'Files/b.txt', {}),
  ];
}

export function base64Of(text: string): string {
  return Buffer.from(text).toString('base64');
}
