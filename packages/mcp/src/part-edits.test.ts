import { beforeEach, describe, expect, it } from 'vitest';
import { type Notes, startNotes } from './testing/notes.ts';
import { refusal } from './testing/test-server.ts';

const PAGE = '# Plan\n\nIntro.\n\n## Now\n\nBuild it.\n\n## Later\n\nMeasure it.\n';

let notes: Notes;
let version: unknown;

beforeEach(async () => {
  notes = await startNotes();
  version = (await notes.write('Plan', PAGE)).data.version;
});

describe('edit_page', () => {
  const edit = (input: object) => notes.call('edit_page', { path: 'Plan', ...input });

  it('replaces a text as often as it was said to occur, and not else', async () => {
    expect((await edit({ old_text: ' it.', new_text: ' that.', count: 2 })).isError).toBe(false);
    expect(await notes.textOf('Plan')).toBe(PAGE.replaceAll(' it.', ' that.'));
    const error = await refusal(notes.agent, 'edit_page', {
      wiki: 'me/notes',
      path: 'Plan',
      old_text: ' that.',
      new_text: '',
      count: 3,
    });
    expect(error.code).toMatch(/^text-(not-found|ambiguous)$/);
    expect(error.text).toContain('2');
  });

  it('merges with what others changed meanwhile, and says so', async () => {
    await edit({ old_text: 'Intro', new_text: 'Introduction' });
    const { data, text } = await edit({ old_text: 'Measure', new_text: 'Count', base_version: version });
    expect(data).toMatchObject({ merged: true });
    expect(text).toContain('both changes are in');
    expect(await notes.textOf('Plan')).toBe(PAGE.replace('Intro', 'Introduction').replace('Measure', 'Count'));
  });

  it('takes a hidden character as it was shown, and leaves the others as they are', async () => {
    await notes.write('Hidden', 'a\u200bb and \u202e and a literal ⟦U+27E6⟧U+200B⟧\n');
    const { data } = await notes.read('Hidden');
    expect(data.content).toContain('a⟦U+200B⟧b');
    await notes.call('edit_page', { path: 'Hidden', old_text: 'a⟦U+200B⟧b', new_text: 'a⟦U+200C⟧c' });
    expect(await notes.textOf('Hidden')).toBe('a\u200cc and \u202e and a literal ⟦U+200B⟧\n');
    await notes.write('Again', String(data.content));
    expect(await notes.textOf('Again')).toBe('a\u200bb and \u202e and a literal ⟦U+200B⟧\n');
  });
});

describe('edit_section', () => {
  const edit = (where: string, section: string | undefined, content: string) =>
    notes.call('edit_section', { path: 'Plan', where, content, ...(section === undefined ? {} : { section }) });

  it.each([
    ['append', 'Now', PAGE.replace('Build it.\n', 'Build it.\n\nNew.\n')],
    ['prepend', '## Now', PAGE.replace('Build it.\n', 'New.\n\nBuild it.\n')],
    ['replace', 'now', PAGE.replace('Build it.\n', 'New.\n')],
    ['before', 'Later', PAGE.replace('## Later', 'New.\n\n## Later')],
    ['after', 'Later', `${PAGE}\nNew.\n`],
    ['append', undefined, `${PAGE}\nNew.\n`],
    ['prepend', undefined, `New.\n\n${PAGE}`],
  ])('puts text in its place: %s %s', async (where, section, expected) => {
    const { isError, text, data } = await edit(where, section, 'New.\n');
    expect(isError, text).toBe(false);
    expect(await notes.textOf('Plan')).toBe(expected);
    expect(data).toMatchObject({ path: 'Plan', previous_version: version });
    expect(text).toContain(section === undefined ? 'Plan' : `"${section}" of Plan`);
  });

  it('names the sections there are where it finds none', async () => {
    const error = await refusal(notes.agent, 'edit_section', {
      wiki: 'me/notes',
      path: 'Plan',
      where: 'append',
      section: 'Never',
      content: 'x',
    });
    expect(error).toMatchObject({ code: 'section-not-found', sections: expect.anything() });
    expect(error.text).toContain('Later');
    expect(error.text).toContain('Nothing was changed');
    const reading = await refusal(notes.agent, 'read_page', { wiki: 'me/notes', path: 'Plan', section: 'Never' });
    expect(reading).toMatchObject({ code: 'section-not-found', sections: error.sections });
    expect(reading.text).not.toMatch(/changed/i);
  });
});

describe('set_properties', () => {
  const set = (properties: object, more: object = {}) =>
    notes.call('set_properties', { path: 'Plan', properties, ...more });

  it('adds, changes and removes entries, and leaves all else byte for byte', async () => {
    await set({ status: 'draft', tags: ['a', 'b'] });
    expect((await notes.read('Plan')).data.properties).toEqual({ status: 'draft', tags: ['a', 'b'] });
    const text = await notes.textOf('Plan');
    expect(text.endsWith(PAGE)).toBe(true);
    await notes.write('Plan', text.replace('status: draft', 'status: draft # for now\nby: me'));
    await set({ status: null, reviewed: true });
    expect(await notes.textOf('Plan')).toContain('by: me');
    expect((await notes.read('Plan')).data.properties).toEqual({ tags: ['a', 'b'], by: 'me', reviewed: true });
  });

  it('of what is so already makes no commit', async () => {
    await set({ status: 'draft' });
    const { data, text } = await set({ status: 'draft' });
    expect(data).toMatchObject({ unchanged: true, committed: true });
    expect(text).toContain('no commit');
  });

  it('takes hidden characters in names and values as they were shown', async () => {
    await set({ note: 'a⟦U+200B⟧b', list: [{ deep: '⟦U+200B⟧' }] });
    expect(await notes.textOf('Plan')).not.toContain('⟦');
    expect((await notes.read('Plan')).data.properties).toEqual({ note: 'a⟦U+200B⟧b', list: [{ deep: '⟦U+200B⟧' }] });
  });

  it('of front matter that nobody can read is refused with what to do', async () => {
    await notes.write('Broken', '---\na: [\n---\n\nText\n');
    const error = await refusal(notes.agent, 'set_properties', {
      wiki: 'me/notes',
      path: 'Broken',
      properties: { a: 1 },
    });
    expect(error.code).toBe('invalid-properties');
  });
});
