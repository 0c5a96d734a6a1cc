/** So many hits get excerpts: each is another request, and the others are seen less often. */
const MOST = 4;
/** So long pages are kept back for their excerpts. */
const SOON_MS = 150;

/**
 * Hits, the first of them with their first excerpts, as far as these come soon; else with what brings them.
 *
 * @returns {Promise<{ hit: SearchHit, excerpt?: Excerpt, excerpts?: Promise<Excerpt[]> }[]>}
 */
export const withExcerpts = async (search, hits) => {
  const found = hits.map((hit, at) => {
    if (at >= MOST) return { hit };
    // Where it fails, the page is there all the same.
    const one = { hit, excerpts: search.excerpts(hit).catch(() => []) };
    one.settled = one.excerpts.then(([excerpt]) => {
      one.excerpt = excerpt;
      one.excerpts = undefined;
    });
    return one;
  });
  await Promise.race([
    Promise.all(found.map(({ settled }) => settled)),
    new Promise((resolve) => setTimeout(resolve, SOON_MS)),
  ]);
  return found;
};
