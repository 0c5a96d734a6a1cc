import { append } from '../script/page-tree.js';
import { appendMarked, isNamed, partUrl, placeOf, withShortLead } from './draw-hit.js';

/** An option of the list is a link, too, for those who point at it. */
export const appendOption = (list, href) => {
  const a = append(list, 'a');
  a.role = 'option';
  a.id = `Holt-hit-${list.children.length}`;
  a.href = href;
  a.tabIndex = -1;
  a.ariaSelected = false;
  return a;
};

/** A page found, and where it has what is typed. An excerpt that is still to come has its place, so that nothing moves. */
export const appendHit = (list, { hit, excerpt, excerpts }) => {
  const a = appendOption(list, partUrl(hit));
  append(a, 'b', hit.title || hit.path);
  const place = placeOf(hit);
  // By itself, as its end is what is kept of it where it has no room.
  if (place) append(append(a, 'small'), 'bdi', place);
  if (!excerpt && !excerpts) return;
  const p = append(a, 'p');
  const fill = (excerpt) => {
    if (!excerpt) return;
    if (excerpt.heading) appendMarked(append(p, 'i'), withShortLead(excerpt.heading));
    appendMarked(append(p, 'span'), withShortLead(excerpt));
    if (!isNamed(hit)) a.href = partUrl(hit, excerpt.heading);
  };
  if (excerpts) {
    p.className = 'to-come';
    excerpts.then(([first]) => fill(first));
  } else fill(excerpt);
};
