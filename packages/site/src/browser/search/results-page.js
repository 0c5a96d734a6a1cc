import { append } from '../script/page-tree.js';
import { searchUrl } from './address.js';
import { announcer } from './announce.js';
import { appendMarked, partUrl, placeOf } from './draw-hit.js';
import { countOf, remarksOf, showProblem } from './in-words.js';
import { takeKeptFocus } from './kept-focus.js';
import { isTyped, oneAtATime } from './one-at-a-time.js';
import { appendTips } from './tips.js';

const AT_ONCE = 10;
const MOST_EXCERPTS = 3;

const appendResult = (list, { hit, excerpts }) => {
  const li = append(list, 'li');
  append(append(li, 'h2'), 'a', hit.title || hit.path).href = partUrl(hit);
  const place = placeOf(hit);
  if (place) append(li, 'small', place);
  for (const excerpt of excerpts.slice(0, MOST_EXCERPTS)) {
    const p = append(li, 'p');
    if (excerpt.heading) {
      const a = append(p, 'a');
      a.href = partUrl(hit, excerpt.heading);
      appendMarked(a, excerpt.heading);
    }
    appendMarked(p, excerpt);
  }
};

/**
 * The page of all results: those for the words in its address, and while words are typed, for these.
 *
 * @param search {import('@holt/search').Search}
 */
export const startResults = (form, search) => {
  const field = form.q;
  const results = append(form.parentElement, 'div');
  const announce = announcer(form);
  const links = () => [...results.querySelectorAll('h2 a')];

  /** The pages from `offset` on, each with its excerpts. */
  const find = async (text, isTyping, offset = 0) => {
    const answer = await search.query(text, { limit: AT_ONCE, offset, isTyping });
    const found = await Promise.all(
      answer.hits.map(async (hit) => ({ hit, excerpts: await search.excerpts(hit).catch(() => []) })),
    );
    return { answer, found };
  };

  const showTips = () => {
    results.replaceChildren();
    appendTips(results);
    announce('');
  };

  const showMore = (text, isTyping, list, button, offset) => {
    button.onclick = async () => {
      button.disabled = true;
      try {
        const { answer, found } = await find(text, isTyping, offset);
        const first = list.children.length;
        for (const result of found) appendResult(list, result);
        announce(`${found.length} more`);
        list.children[first]?.querySelector('a').focus();
        if (answer.next) showMore(text, isTyping, list, button, answer.next);
        else button.remove();
      } catch (error) {
        button.remove();
        announce(showProblem(results, error));
      }
      button.disabled = false;
    };
  };

  const show = (text, isTyping, { answer, found }) => {
    if (answer.flaw === 'empty') return showTips();
    const remarks = [...countOf(answer), ...remarksOf(text, answer)];
    results.replaceChildren();
    for (const remark of remarks) append(results, 'p', remark).className = 'muted';
    announce(remarks.join(' '));
    const list = append(results, 'ol');
    for (const result of found) appendResult(list, result);
    if (answer.next) showMore(text, isTyping, list, append(results, 'button', 'More results'), answer.next);
  };

  /** Whether the last word may go on. */
  let isTyping;
  const ask = oneAtATime(async (text, isWanted) => {
    try {
      if (text && !results.firstChild) append(results, 'p', 'Searching…').className = 'muted';
      const answered = text && (await find(text, isTyping));
      if (!isWanted()) return;
      if (text) return show(text, isTyping, answered);
      showTips();
    } catch (error) {
      if (!isWanted()) return;
      results.replaceChildren();
      announce(showProblem(results, error));
    }
  });

  const name = (text) => {
    const [, wiki] = document.title.split(' · ');
    document.title = `${text ? `${text} – Search` : 'Search'} · ${wiki}`;
  };
  const readAddress = () => {
    const text = new URLSearchParams(location.search).get('q')?.trim() ?? '';
    field.value = text;
    name(text);
    isTyping = false;
    ask(text);
    if (!text) field.focus();
  };
  const readField = (isStillTyping) => {
    const text = field.value.trim();
    history.replaceState(history.state, '', searchUrl(text));
    name(text);
    isTyping = isStillTyping;
    ask(text);
  };

  field.addEventListener('input', () => readField(isTyped(field.value)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    readField(false);
  });
  form.parentElement.addEventListener('keydown', (event) => {
    const all = [field, ...links()];
    const at = all.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step || event.isComposing) return;
    event.preventDefault();
    all[at + step]?.focus();
  });
  addEventListener('popstate', readAddress);
  readAddress();
  if (takeKeptFocus()) {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }
};
