import { WikiError, type Wikis } from '@holt/wiki';

/**
 * The wikis that a mapped host serves. All others are, there, as if they did not exist, also public ones.
 * @param mapped `owner` or `owner/name`
 */
export function narrowToHost(wikis: Wikis, mapped: string): Wikis {
  const serves = (id: string) => id === mapped || id.startsWith(`${mapped}/`);
  const check = (id: string) => {
    if (!serves(id)) throw new WikiError('wiki-not-found', `There is no wiki "${id}" here.`, { wiki: id });
  };
  return {
    list: async () => (await wikis.list()).filter(({ id }) => serves(id)),
    async open(id) {
      check(id);
      return wikis.open(id);
    },
    async info(id) {
      check(id);
      return wikis.info(id);
    },
    create: () => Promise.reject(new WikiError('invalid-request', 'Wikis are made at the main address of the site.')),
  };
}
