import { checkPagePath, dashUrl, pageUrl, toPagePath } from '@holt/edge';
import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';
import { authorElements } from './author.ts';
import { attachmentUrl, CHANGE_WORDS, changeList } from './change-list.ts';
import { dateElement } from './format-date.ts';
import { type PatchFile, type PatchHunk, type PatchLine, parsePatch } from './parse-patch.ts';
import { renderShell } from './shell.ts';
import type { CommitDetails, FileChange, SiteWiki } from './types.ts';

export interface CommitOptions {
  wiki: SiteWiki;
  commit: CommitDetails;
  changes: readonly FileChange[];
  /** How many more changes there are than `changes` lists. */
  omitted: number;
  /** Unified diff in git's format. */
  patch: string;
  /** How many changed files the patch leaves out. */
  patchOmitted: number;
}

/** One commit: who, when, why, and what changed line by line. */
export function commitHtml({ wiki, commit, changes, omitted, patch, patchOmitted }: CommitOptions): string {
  const [subject = '', ...rest] = commit.message.trim().split('\n');
  const body = rest.join('\n').trim();
  const title = subject || commit.oid.slice(0, 8);
  return renderShell({
    wiki,
    title,
    noIndex: true,
    main: [
      h('header.commit', [
        h('h1', title),
        h('p.muted', [...authorElements(commit), ' · ', dateElement(commit.date), ` · change ${commit.generation}`]),
        ...(body === '' ? [] : [h('p.message', body)]),
        h('dl', [
          h('div', [h('dt', 'Revision'), h('dd', h('code', commit.oid))]),
          ...commit.parents.map((parent) => h('div', [h('dt', 'Previous change'), h('dd', parentLink(wiki, parent))])),
        ]),
        changeList(wiki, changes, omitted, commit.oid),
      ]),
      ...parsePatch(patch).map((file) => fileSection(wiki, file)),
      ...(patchOmitted > 0 ? [h('p.note', `${patchOmitted} more changed files are not shown line by line.`)] : []),
    ],
  });
}

function parentLink(wiki: SiteWiki, parent: string): Element {
  return h('a', { href: dashUrl(wiki.owner, wiki.name, `commit/${parent}`) }, h('code', parent));
}

function fileSection(wiki: SiteWiki, file: PatchFile): Element {
  const href = file.kind === 'deleted' ? undefined : hrefOf(wiki, file.path);
  const name = href === undefined ? file.path : h('a', { href }, file.path);
  const from = file.from === undefined ? [] : [h('s', file.from), ' → '];
  return h('section.file', [
    h('h2', [...from, name, ' ', h('span.kind', { className: file.kind }, CHANGE_WORDS[file.kind])]),
    ...(file.binary ? [h('p.muted', 'Not text.')] : file.hunks.map(hunkElement)),
  ]);
}

function hrefOf(wiki: SiteWiki, filePath: string): string | undefined {
  if (!/\.md$/i.test(filePath)) return attachmentUrl(wiki, filePath);
  const path = toPagePath(filePath.slice(0, -3));
  return checkPagePath(path) === '' ? pageUrl(wiki.owner, wiki.name, path) : undefined;
}

function hunkElement(hunk: PatchHunk): Element {
  const last = hunk.start + Math.max(hunk.count - 1, 0);
  const place = last > hunk.start ? `Lines ${hunk.start} to ${last}` : `Line ${hunk.start}`;
  return h('figure', [
    h('figcaption', hunk.section === '' ? place : `${place} · ${hunk.section}`),
    h('pre.diff', hunk.lines.map(lineElement)),
  ]);
}

function lineElement({ kind, text }: PatchLine): ElementContent {
  switch (kind) {
    case 'added':
      return h('ins', `+ ${text}\n`);
    case 'removed':
      return h('del', `- ${text}\n`);
    case 'note':
      return h('i', `${text}\n`);
    case 'context':
      return h('span', `  ${text}\n`);
  }
}
