import { append } from '../script/page-tree.js';
import { searchUrl } from './address.js';
import { announcer } from './announce.js';
import { appendHit, appendOption } from './hit-option.js';
import { countOf, remarksOf, showProblem } from './in-words.js';
import { keepFocus } from './kept-focus.js';
import { loadRootAnew } from './load.js';
import { isTyped, oneAtATime } from './one-at-a-time.js';
import { appendTips } from './tips.js';
import { withExcerpts } from './with-excerpts.js';

const MOST = 8;
/** A pause while typing, after which it is worth to ask: letters that follow faster are one question. */
const REST_MS = 120;
const HITS = 'Holt-hits';

const make = (name, className) => {
  const element = document.createElement(name);
  element.className = className;
  return element;
};

/**
 * The header's field, and under it the pages that have what is typed: a combobox with a list
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). The focus stays in the field; the arrows choose a page, Enter opens it or,
 * when none is chosen, the page of all results.
 *
 * @param search {import('@holt/search').Search}
 */
export const startPanel = (form, search) => {
  const field = form.q;
  const panel = append(form, 'div');
  const close = append(form, 'button', 'Close');
  const announce = announcer(form);
  panel.className = 'panel';
  panel.hidden = true;
  close.type = 'button';
  close.className = 'close';
  field.role = 'combobox';
  field.ariaExpanded = false;
  field.ariaAutoComplete = 'list';
  field.setAttribute('aria-controls', HITS);

  /** The pages offered, and under them the way to all results. */
  const options = () => [...panel.querySelectorAll('[role=option]')];
  const choose = (option) => {
    for (const other of options()) other.ariaSelected = other === option;
    if (option) field.setAttribute('aria-activedescendant', option.id);
    else field.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  };

  /** Everything is made anew, so that nothing that is there moves. */
  const draw = (...parts) => {
    panel.replaceChildren(...parts);
    panel.scrollTop = 0;
    choose();
    field.ariaExpanded = !panel.hidden && options().length > 0;
  };
  const drawTips = () => {
    const part = make('div', '');
    appendTips(part);
    draw(part);
    announce('');
  };

  const drawRemarks = (remarks, ...parts) => {
    const above = make('div', 'remarks');
    for (const remark of remarks) append(above, 'p', remark);
    draw(above, ...parts);
  };

  const showAnswer = (text, answer, found) => {
    if (answer.flaw === 'empty') return drawTips();
    const remarks = remarksOf(text, answer);
    announce([...countOf(answer), ...remarks].join(' '));
    if (!answer.hits.length) return drawRemarks(remarks);
    const list = make('div', 'hits');
    list.role = 'listbox';
    list.id = HITS;
    list.ariaLabel = 'Pages found';
    for (const one of found) appendHit(list, one);
    const all = appendOption(list, searchUrl(text.trim()));
    all.className = 'all';
    append(all, 'span', `All results for “${text.trim()}”`);
    drawRemarks(remarks, list);
  };

  const ask = oneAtATime(async (text, isWanted) => {
    if (!text) return drawTips();
    try {
      const answer = await search.query(text, { limit: MOST, isTyping: isTyped(text) });
      if (!isWanted()) return;
      const found = await withExcerpts(search, answer.hits);
      if (isWanted() && !panel.hidden) showAnswer(text, answer, found);
    } catch (error) {
      if (!isWanted()) return;
      const part = make('div', '');
      announce(showProblem(part, error));
      draw(part);
    }
  });
  let resting;
  const update = () => {
    clearTimeout(resting);
    ask(field.value.trimStart());
  };
  const updateSoon = () => {
    clearTimeout(resting);
    resting = setTimeout(update, REST_MS);
  };

  const isOpen = () => !panel.hidden;
  const open = () => {
    if (isOpen()) return;
    loadRootAnew();
    panel.hidden = false;
    form.classList.add('open');
    if (!panel.firstChild) drawRemarks(['Searching…']);
    update();
  };
  const shut = () => {
    panel.hidden = true;
    form.classList.remove('open');
    field.ariaExpanded = false;
    choose();
    announce('');
  };
  const move = (step) => {
    if (!isOpen()) return open();
    const all = options();
    const at = all.findIndex(({ ariaSelected }) => ariaSelected === 'true');
    // Before the first and after the last is the field, where none is chosen.
    choose(all[at < 0 && step < 0 ? all.length - 1 : at + step]);
  };
  const act = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape() {
      if (isOpen()) shut();
      else field.value = '';
    },
    Enter() {
      const chosen = panel.querySelector('[aria-selected=true]');
      if (!chosen || chosen.className === 'all') keepFocus();
      if (chosen) chosen.click();
      else location.assign(searchUrl(field.value.trim()));
    },
  };

  field.addEventListener('keydown', (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || !act[event.key]) return;
    event.preventDefault();
    act[event.key]();
  });
  field.addEventListener('input', () => (isOpen() ? updateSoon() : open()));
  field.addEventListener('click', open);
  close.onclick = shut;
  // The focus stays in the field while a page is chosen by hand.
  panel.onmousedown = (event) => event.preventDefault();
  panel.onclick = ({ target, ctrlKey, metaKey, shiftKey }) => {
    // A part of this very page may be meant.
    if (target.closest('a') && !ctrlKey && !metaKey && !shiftKey) shut();
  };
  form.addEventListener('focusout', ({ relatedTarget }) => {
    // Another window may be looked at meanwhile.
    if (document.hasFocus() && !form.contains(relatedTarget)) shut();
  });
  if (field.value || form.dataset.asked) open();
};
