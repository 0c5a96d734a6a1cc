import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { HOME, type Notes, startNotes } from './testing/notes.ts';
import { refusal } from './testing/test-server.ts';

const OTHER_VERSION = '0123456789012345678901234567890123456789';

let notes: Notes;
let agent: Client;

beforeEach(async () => {
  notes = await startNotes();
  agent = notes.agent;
});

/** A value so many levels deep. */
function nested(levels: number): unknown {
  return levels === 0 ? 'x' : [nested(levels - 1)];
}

describe('bad input', () => {
  it.each<[string, string, object, string]>([
    ['a path that climbs', 'write_page', { path: '../Home', content: '' }, 'invalid-path'],
    ['an empty segment', 'write_page', { path: 'a//b', content: '' }, 'invalid-path'],
    ['a path with a space', 'write_page', { path: 'My Page', content: '' }, 'invalid-path'],
    ['a path with a slash in front', 'read_page', { path: '/Home' }, 'invalid-path'],
    ['a path that is only .md', 'write_page', { path: '.md', content: '' }, 'invalid-path'],
    ['a path of 300 characters', 'write_page', { path: 'a'.repeat(300), content: '' }, 'invalid-path'],
    ['half a surrogate pair', 'write_page', { path: 'Home', content: 'a\ud800b' }, 'not-utf8'],
    ['a page over 1 MiB', 'write_page', { path: 'Home', content: 'x'.repeat(1024 * 1024 + 1) }, 'too-large'],
    ['an empty title', 'write_page', { path: 'Home', content: '---\ntitle: ""\n---\nText\n' }, 'empty-title'],
    ['a page that is not there', 'read_page', { path: 'Nowhere' }, 'page-not-found'],
    ['an unknown revision', 'read_page', { path: 'Home', revision: OTHER_VERSION }, 'revision-not-found'],
    ['a short revision', 'read_page', { path: 'Home', revision: 'abc' }, 'invalid-arguments'],
    ['a base version that is none', 'delete_page', { path: 'Home', base_version: 'latest' }, 'invalid-arguments'],
    ['an empty text to replace', 'edit_page', { path: 'Home', old_text: '', new_text: 'x' }, 'invalid-arguments'],
    ['a limit of nothing', 'list_pages', { limit: 0 }, 'invalid-arguments'],
    ['a limit as a fraction', 'list_pages', { limit: 1.5 }, 'invalid-arguments'],
    ['a missing argument', 'write_page', { path: 'Home' }, 'invalid-arguments'],
    ['an argument of the wrong type', 'write_page', { path: 'Home', content: ['x'] }, 'invalid-arguments'],
    ['an unknown argument', 'read_page', { path: 'Home', version: 'x' }, 'invalid-arguments'],
    [
      'an idempotency key with a space',
      'write_page',
      { path: 'New', content: '', idempotency_key: 'a b' },
      'invalid-request',
    ],
    ['half a base64 text', 'upload_attachment', { path: 'a.png', data: 'iVBORw0KGgo' }, 'invalid-arguments'],
    ['an attachment with a page for a name', 'upload_attachment', { path: 'Home.md', data: '' }, 'invalid-arguments'],
    ['an attachment with a space', 'upload_attachment', { path: 'My plan.txt', data: '' }, 'invalid-arguments'],
    ['an attachment without an extension', 'upload_attachment', { path: '_redirects', data: '' }, 'invalid-arguments'],
    ['an attachment that climbs', 'upload_attachment', { path: '../a.txt', data: '' }, 'invalid-path'],
    ['an attachment that is not there', 'read_attachment', { path: 'a.png' }, 'file-not-found'],
    ['to delete an attachment that is not there', 'delete_attachment', { path: 'a.png' }, 'file-not-found'],
    ['to delete the redirects', 'delete_attachment', { path: '_redirects' }, 'file-not-found'],
    [
      'a section that is not there',
      'edit_section',
      { path: 'Home', where: 'replace', section: 'X', content: '' },
      'section-not-found',
    ],
    ['to replace no section', 'edit_section', { path: 'Home', where: 'replace', content: 'x' }, 'invalid-arguments'],
    ['a place that there is not', 'edit_section', { path: 'Home', where: 'inside', content: 'x' }, 'invalid-arguments'],
    ['properties as a list', 'set_properties', { path: 'Home', properties: ['a'] }, 'invalid-arguments'],
    [
      'properties that are too deep',
      'set_properties',
      { path: 'Home', properties: { a: nested(50) } },
      'invalid-arguments',
    ],
    ['to restore a page that is there', 'restore_page', { path: 'Home' }, 'page-exists'],
    ['to restore a page that never was', 'restore_page', { path: 'Never' }, 'page-not-found'],
    ['to revert no commit', 'revert_commit', { revision: OTHER_VERSION }, 'revision-not-found'],
    ['no changes', 'apply_changes', { changes: [] }, 'invalid-arguments'],
    ['51 changes', 'apply_changes', { changes: Array(51).fill({ op: 'delete', path: 'Home' }) }, 'invalid-arguments'],
    ['an unknown op', 'apply_changes', { changes: [{ op: 'move', path: 'Home' }] }, 'invalid-arguments'],
    ['an op without what it needs', 'apply_changes', { changes: [{ op: 'write', path: 'New' }] }, 'invalid-arguments'],
    [
      'an op with what it does not take',
      'apply_changes',
      { changes: [{ op: 'delete', path: 'Home', content: 'x' }] },
      'invalid-arguments',
    ],
    [
      'a second change that is impossible',
      'apply_changes',
      {
        changes: [
          { op: 'write', path: 'New', content: 'x' },
          { op: 'delete', path: 'Nowhere' },
        ],
      },
      'page-not-found',
    ],
  ])('is refused: %s', async (_title, tool, input, code) => {
    await notes.write('Home', HOME);
    const before = await notes.snapshot();
    const error = await refusal(agent, tool, { wiki: 'me/notes', ...input });
    expect(error.code).toBe(code);
    expect(error.text.startsWith(`Error ${code}: `)).toBe(true);
    expect(await notes.snapshot()).toEqual(before);
    expect(notes.server.logged).toEqual([]);
  });

  it('is answered with the name of the argument and all that the tool takes', async () => {
    const error = await refusal(agent, 'read_page', { path: 7, verison: 'x' });
    expect(error.message).toBe(
      'read_page was not called: wiki is missing; path must be a string; "verison" is not an argument. It takes { wiki, path, section?, revision? }.',
    );
  });

  it('of several changes is answered with which one, and what its op takes', async () => {
    const changes = [
      { op: 'write', path: 'New', content: 'x' },
      { op: 'edit', path: 'Home', old_text: 'a', section: 'b' },
      { op: 'rename', path: 'Home', new_path: 'Start', base_version: 'none' },
    ];
    const error = await refusal(agent, 'apply_changes', { wiki: 'me/notes', changes });
    expect(error.message).toBe(
      'apply_changes was not called: changes.1.new_text: op "edit" needs it; changes.1.section: op "edit" does not take it; ' +
        'changes.2.base_version: only op "write" can make a page: no "none". It takes { wiki, changes, message?, idempotency_key? }.',
    );
  });

  it.each([
    ['list_pages', { limit: 100_000 }, 'limit must be at most 1000'],
    ['list_pages', { limit: 0 }, 'limit must be at least 1'],
    ['list_pages', { tag: '' }, 'tag must not be empty'],
    ['read_pages', { paths: [] }, 'paths must have at least 1 entry'],
    ['edit_page', { path: 'A', old_text: 'a', new_text: 'b', count: 1e300 }, 'count must be'],
    ['edit_section', { path: 'A', where: 'inside', content: 'x' }, 'where must be one of "append", "prepend"'],
    ['set_properties', { path: 'A', properties: ['a'] }, 'properties must be an object'],
  ])('of a value out of bounds says which there are: %s %j', async (tool, input, expected) => {
    const { message } = await refusal(agent, tool, { wiki: 'me/notes', ...input });
    expect(message).toContain(`was not called: ${expected}`);
    expect(message).not.toMatch(/Too (big|small)|Invalid (option|input)|expected|[<>]=/);
  });

  it('is answered briefly, however much of it there is', async () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`${'k'.repeat(500)}${index}`, index]));
    const error = await refusal(agent, 'list_wikis', many);
    expect(error.message).toContain('and 995 more');
    expect(error.message.length).toBeLessThan(500);
  });

  it('names a wiki by a rule', async () => {
    expect(await refusal(agent, 'list_pages', { wiki: 'notes' })).toMatchObject({ code: 'invalid-wiki' });
  });
});
