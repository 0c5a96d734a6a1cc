import { MemoryObjectStore } from '@holt/storage';
import { call, connect, startTestServer, writer } from './test-server.ts';

export const NOTES = 'me/notes';
export const HOME = '# Home\n\nWelcome to the notes.\n';

/** An empty wiki on a test server, and an agent that may write it. */
export async function startNotes(store = new MemoryObjectStore()) {
  const server = startTestServer(store);
  await server.wikis.create(NOTES);
  const agent = await connect(server, writer);
  return {
    store,
    server,
    agent,
    /** Calls a tool on the wiki. */
    call: (tool: string, input: object = {}) => call(agent, tool, { wiki: NOTES, ...input }),
    write: (path: string, content: string, more: object = {}) =>
      call(agent, 'write_page', { wiki: NOTES, path, content, ...more }),
    read: (path: string, more: object = {}) => call(agent, 'read_page', { wiki: NOTES, path, ...more }),
    /** A page's text in git. */
    textOf: async (path: string) => (await (await server.wikis.open(NOTES)).readPage(path)).content,
    /** The commit that the wiki's ref names. */
    head: async () => {
      const ref = await store.get(`git/${NOTES}/info/refs`);
      return ref === undefined ? undefined : new TextDecoder().decode(ref.body).slice(0, 40);
    },
    commits: async () => (await server.wikis.open(NOTES)).history(),
    /** All that the store holds, by key. */
    snapshot: async () => (await store.list({ prefix: '' })).objects.map(({ key, etag }) => `${key} ${etag}`),
  };
}

export type Notes = Awaited<ReturnType<typeof startNotes>>;
