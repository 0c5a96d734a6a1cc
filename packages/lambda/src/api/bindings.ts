import type { ApiMethod } from './api-context.ts';

/**
 * Where a tool is in the API, and where its arguments come from. A placeholder in the path is the argument of its name; `{owner}` and
 * `{wiki}` make `wiki`. `idempotency_key` is the header field `Idempotency-Key`, wherever a tool takes it.
 */
export interface Binding {
  tool: string;
  method: ApiMethod;
  /** Behind `/api`, as an OpenAPI path. `{path}`, at the end, takes whatever follows, slashes too. */
  path: string;
  /**
   * What the body holds: `json`, an object of arguments; `markdown`, the argument `content` as it is, or such an object; `bytes`, the
   * argument `data` as it is, of any type. Without it, no body is read.
   */
  body?: 'json' | 'markdown' | 'bytes';
  /** The arguments that the query gives. Default: without a body all that nothing else gives, with one none. */
  query?: readonly string[];
  /** What the path names, of which `If-Match` and `If-None-Match` tell: its version is the ETag. */
  target?: 'page' | 'file';
  /** It makes what is not there: answered with 201, and `If-None-Match: *` asks for nothing else. */
  creates?: boolean;
  /** What it answers with beside JSON: the member `content` of the answer as Markdown, if asked for; or always the file itself. */
  answers?: 'markdown' | 'bytes';
}

const WIKI = '/wikis/{owner}/{wiki}';
const WRITE_QUERY = ['base_version', 'message'];

/** Every tool has one line here. */
export const BINDINGS: readonly Binding[] = [
  { tool: 'list_wikis', method: 'GET', path: '/wikis' },

  { tool: 'list_pages', method: 'GET', path: `${WIKI}/pages` },
  { tool: 'read_pages', method: 'GET', path: `${WIKI}/pages:batch` },
  { tool: 'read_page', method: 'GET', path: `${WIKI}/pages/{path}`, target: 'page', answers: 'markdown' },
  {
    tool: 'write_page',
    method: 'PUT',
    path: `${WIKI}/pages/{path}`,
    body: 'markdown',
    query: WRITE_QUERY,
    target: 'page',
    creates: true,
  },
  {
    tool: 'edit_page',
    method: 'PATCH',
    path: `${WIKI}/pages/{path}`,
    body: 'json',
    query: WRITE_QUERY,
    target: 'page',
  },
  { tool: 'delete_page', method: 'DELETE', path: `${WIKI}/pages/{path}`, target: 'page' },
  {
    tool: 'edit_section',
    method: 'POST',
    path: `${WIKI}/sections/{path}`,
    body: 'markdown',
    query: ['where', 'section', ...WRITE_QUERY],
    target: 'page',
  },
  {
    tool: 'set_properties',
    method: 'PATCH',
    path: `${WIKI}/properties/{path}`,
    body: 'json',
    query: WRITE_QUERY,
    target: 'page',
  },
  { tool: 'rename_page', method: 'POST', path: `${WIKI}/renames`, body: 'json' },
  { tool: 'restore_page', method: 'POST', path: `${WIKI}/restorations`, body: 'json' },
  { tool: 'revert_commit', method: 'POST', path: `${WIKI}/reversions`, body: 'json' },
  { tool: 'apply_changes', method: 'POST', path: `${WIKI}/commits`, body: 'json' },

  { tool: 'search', method: 'GET', path: `${WIKI}/search` },
  { tool: 'changes_since', method: 'GET', path: `${WIKI}/changes` },
  { tool: 'page_history', method: 'GET', path: `${WIKI}/history/{path}` },
  { tool: 'diff', method: 'GET', path: `${WIKI}/diff/{revision}` },
  { tool: 'survey', method: 'GET', path: `${WIKI}/survey` },

  { tool: 'list_attachments', method: 'GET', path: `${WIKI}/attachments` },
  { tool: 'read_attachment', method: 'GET', path: `${WIKI}/attachments/{path}`, target: 'file', answers: 'bytes' },
  {
    tool: 'upload_attachment',
    method: 'PUT',
    path: `${WIKI}/attachments/{path}`,
    body: 'bytes',
    query: WRITE_QUERY,
    target: 'file',
    creates: true,
  },
  { tool: 'delete_attachment', method: 'DELETE', path: `${WIKI}/attachments/{path}`, target: 'file' },
];
