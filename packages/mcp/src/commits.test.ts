import { beforeEach, describe, expect, it } from 'vitest';
import { type Notes, startNotes } from './testing/notes.ts';
import { refusal, SITE_ORIGIN } from './testing/test-server.ts';

let notes: Notes;

beforeEach(async () => {
  notes = await startNotes();
});

const refused = (tool: string, input: object) => refusal(notes.agent, tool, { wiki: 'me/notes', ...input });

describe('restore_page', () => {
  it('brings a deleted page back as it was last', async () => {
    const { data: written } = await notes.write('Plan', '# Plan\n\ntwo\n');
    await notes.call('delete_page', { path: 'Plan' });
    const { data, text } = await notes.call('restore_page', { path: 'Plan' });
    expect(data).toMatchObject({
      path: 'Plan',
      version: written.version,
      url: `${SITE_ORIGIN}/me/notes/Plan`,
      unchanged: false,
    });
    expect(text).toContain('Restored Plan');
    expect(await notes.textOf('Plan')).toBe('# Plan\n\ntwo\n');
  });

  it('makes a page what it was at a revision, and says when it is so already', async () => {
    const { data: first } = await notes.write('Plan', '# Plan\n\none\n');
    await notes.write('Plan', '# Plan\n\ntwo\n');
    const restore = () => notes.call('restore_page', { path: 'Plan', revision: first.revision });
    expect((await restore()).data).toMatchObject({ version: first.version, unchanged: false });
    expect(await notes.textOf('Plan')).toBe('# Plan\n\none\n');
    const again = await restore();
    expect(again.data).toMatchObject({ unchanged: true, path: 'Plan', url: `${SITE_ORIGIN}/me/notes/Plan` });
    expect(again.text).toContain('no commit');
  });
});

describe('restore_page with a base version', () => {
  it('is a conflict where the page has moved on, and else says which version it replaced', async () => {
    const { data: first } = await notes.write('Plan', 'one\n');
    const { data: second } = await notes.write('Plan', 'two\n');
    const { data: third } = await notes.write('Plan', 'three\n');
    const restoring = { path: 'Plan', revision: first.revision };
    const error = await refused('restore_page', { ...restoring, base_version: second.version });
    expect(error).toMatchObject({ code: 'conflict', current_version: third.version, theirs: 'three\n' });
    expect(error.text).toContain('three');
    expect(await notes.textOf('Plan')).toBe('three\n');
    const { data, text } = await notes.call('restore_page', { ...restoring, base_version: third.version });
    expect(data).toMatchObject({ version: first.version, previous_version: third.version });
    expect(text).toContain(`It replaced version ${third.version}.`);
  });
});

describe('revert_commit', () => {
  it('takes one commit back and keeps what came after', async () => {
    await notes.write('Plan', '# Plan\n\none\n\ntwo\n');
    const { data: bad } = await notes.call('apply_changes', {
      changes: [
        { op: 'edit', path: 'Plan', old_text: 'one', new_text: 'wrong' },
        { op: 'write', path: 'Wrong', content: '# Wrong\n' },
      ],
    });
    await notes.call('edit_page', { path: 'Plan', old_text: 'two', new_text: 'three' });
    const { data, text } = await notes.call('revert_commit', { revision: bad.revision });
    expect(await notes.textOf('Plan')).toBe('# Plan\n\none\n\nthree\n');
    expect(data).toMatchObject({
      url: `${SITE_ORIGIN}/me/notes/-/commit/${data.revision}`,
      pages: [
        { path: 'Plan', url: `${SITE_ORIGIN}/me/notes/Plan` },
        { path: 'Wrong', previous_version: expect.any(String) },
      ],
    });
    expect(text).toContain('Wrong | gone');
    expect(await refused('read_page', { path: 'Wrong' })).toMatchObject({ code: 'page-not-found' });
    const again = await notes.call('revert_commit', { revision: bad.revision });
    expect(again.data).toMatchObject({ unchanged: true, revision: data.revision });
  });

  it('where later commits changed the same lines is a conflict with what to do', async () => {
    await notes.write('Plan', '# Plan\n\none\n');
    const { data } = await notes.call('edit_page', { path: 'Plan', old_text: 'one', new_text: 'two' });
    await notes.call('edit_page', { path: 'Plan', old_text: 'two', new_text: 'three' });
    const error = await refused('revert_commit', { revision: data.revision });
    expect(error).toMatchObject({ code: 'conflict', revision: data.revision, paths: ['Plan.md'] });
    expect(error.text).toContain('Nothing was changed');
  });
});

describe('apply_changes', () => {
  it('does every kind of change, in order, in one commit', async () => {
    await notes.write('Old', '# Old\n\n## A\n\none\n\n## B\n\ntwo\n');
    await notes.write('Gone', '# Gone\n');
    const before = await notes.commits();
    const changes = [
      { op: 'write', path: 'New.md', content: '# New\n', base_version: 'none' },
      { op: 'edit', path: 'Old', old_text: 'one', new_text: 'eins', count: 1 },
      { op: 'append', path: 'Old', section: 'A', content: 'appended' },
      { op: 'prepend', path: 'Old', content: 'prepended' },
      { op: 'replace_section', path: 'Old', section: 'B', content: 'zwei' },
      { op: 'insert_before', path: 'Old', section: 'B', content: 'before' },
      { op: 'insert_after', path: 'Old', section: 'B', content: 'after' },
      { op: 'set_properties', path: 'Old', properties: { status: 'done' } },
      { op: 'rename', path: 'Old', new_path: 'Renamed' },
      { op: 'append', path: 'Renamed', content: 'end' },
      { op: 'delete', path: 'Gone' },
    ];
    const { data, text } = await notes.call('apply_changes', { changes, message: 'All at once' });
    expect(await notes.commits()).toHaveLength(before.length + 1);
    expect(await notes.textOf('Renamed')).toMatch(
      /^---\nstatus: done\n---\n\n?prepended\n\n# Old\n\n## A\n\neins\n\nappended\n\nbefore\n\n## B\n\nzwei\n\nafter\n\nend\n$/,
    );
    expect(await notes.textOf('New')).toBe('# New\n');
    const pages = new Map((data.pages as { path: string }[]).map((page) => [page.path, page]));
    expect([...pages.keys()].sort()).toEqual(['Gone', 'New', 'Old', 'Renamed']);
    expect(pages.get('Renamed')).toMatchObject({
      version: expect.any(String),
      url: `${SITE_ORIGIN}/me/notes/Renamed`,
    });
    expect(pages.get('Gone')).not.toHaveProperty('version');
    expect(text).toContain('Made 11 changes');
    expect(text).toContain('Gone | gone');
  });

  it('is all or nothing, and a conflict of one shows its texts', async () => {
    const { data: first } = await notes.write('Plan', '# Plan\n\none\n');
    await notes.write('Plan', '# Plan\n\ntheirs\n');
    const before = await notes.snapshot();
    const error = await refused('apply_changes', {
      changes: [
        { op: 'write', path: 'New', content: '# New\n' },
        { op: 'edit', path: 'Plan', old_text: 'one', new_text: 'mine', base_version: first.version },
      ],
    });
    expect(error).toMatchObject({
      code: 'conflict',
      path: 'Plan',
      base: '# Plan\n\none\n',
      mine: '# Plan\n\nmine\n',
      theirs: '# Plan\n\ntheirs\n',
    });
    expect(error.text).toContain('# Plan\n\ntheirs\n');
    expect(await notes.snapshot()).toEqual(before);
  });

  it('says which change it refused, and that nothing was changed', async () => {
    await notes.write('Plan', '# Plan\n');
    const good = { op: 'append', path: 'Plan', content: 'more' };
    const error = await refused('apply_changes', { changes: [good, { op: 'delete', path: 'Nowhere' }] });
    expect(error).toMatchObject({ code: 'page-not-found', path: 'Nowhere', change: 2 });
    expect(error.message).toMatch(/^Change 2 \(of "Nowhere"\): There is no page .* Nothing was changed\.$/);
    const badText = { op: 'edit', path: 'Plan', old_text: 'absent', new_text: 'x' };
    const { message } = await refused('apply_changes', { changes: [good, good, badText] });
    expect(message).toMatch(/^Change 3 \(of "Plan"\): /);
    expect(message.match(/nothing was changed/gi)).toHaveLength(1);
    const one = await refused('apply_changes', { changes: [{ op: 'delete', path: 'Nowhere' }] });
    expect(one).not.toHaveProperty('change');
  });

  it('tells of each page whether it was merged', async () => {
    const { data: first } = await notes.write('Plan', '# Plan\n\none\n\ntwo\n');
    await notes.write('Plan', '# Plan\n\neins\n\ntwo\n', { base_version: first.version });
    const { data, text } = await notes.call('apply_changes', {
      changes: [
        { op: 'write', path: 'New', content: '# New\n' },
        { op: 'edit', path: 'Plan', old_text: 'two', new_text: 'zwei', base_version: first.version },
      ],
    });
    expect(data.pages).toMatchObject([{ path: 'New' }, { path: 'Plan', merged: true }]);
    expect((data.pages as object[])[0]).not.toHaveProperty('merged');
    expect(text).toContain('merged with changes since your base_version');
    expect(await notes.textOf('Plan')).toBe('# Plan\n\neins\n\nzwei\n');
  });

  it('tells of a hundred pages, and how many more there are', async () => {
    for (let first = 0; first < 150; first += 50) {
      const changes = Array.from({ length: 50 }, (_, index) => {
        const path = `Log/Day_${first + index}`;
        return { op: 'write', path, content: '[[Plan]]\n' };
      });
      await notes.call('apply_changes', { changes });
    }
    await notes.write('Plan', '# Plan\n');
    const { data, text } = await notes.call('apply_changes', {
      changes: [{ op: 'rename', path: 'Plan', new_path: 'Roadmap' }],
    });
    expect(data.pages).toHaveLength(100);
    expect(data.omitted).toBe(52);
    expect(text).toContain('and 52 more pages');
  });
});
