import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkFilePath, checkPagePath, toPagePath } from '@holt/edge';
import { contentTypeOf, MAX_PAGE_BYTES } from '@holt/markdown';
import { MAX_FILE_BYTES } from '@holt/wiki';
import { CommandError } from '../errors.ts';

export interface ScannedFile {
  /** Relative to the folder, as it is spelt there. */
  source: string;
  /** Its path in the wiki's repository: in NFC, with `_` for spaces. */
  path: string;
  isPage: boolean;
  content: Uint8Array;
}

export interface RefusedFile {
  source: string;
  reason: string;
}

export interface ScannedFolder {
  files: ScannedFile[];
  refused: RefusedFile[];
}

/** Programs keep what is theirs beside the notes under names that begin with a dot, but for this one. */
const PACKAGES_FOLDER = 'node_modules';

/**
 * Reads what a folder holds for a wiki: Markdown files as pages, files of the known types as attachments. Everything that
 * can't be taken is listed with the reason.
 * @throws CommandError when the folder can't be read
 */
export function scanFolder(directory: string): ScannedFolder {
  const scanned: ScannedFolder = { files: [], refused: [] };
  for (const source of listFiles(directory, scanned.refused)) {
    const isPage = source.endsWith('.md');
    const path = toPagePath(source);
    try {
      const reason = refusal(directory, source, path, isPage);
      const content = reason === '' ? readFileSync(join(directory, source)) : undefined;
      if (content === undefined) scanned.refused.push({ source, reason });
      else if (isPage && !isUtf8(content)) scanned.refused.push({ source, reason: 'It is not UTF-8 text.' });
      else scanned.files.push({ source, path, isPage, content });
    } catch (cause) {
      scanned.refused.push({ source, reason: `It can't be read (${(cause as NodeJS.ErrnoException).code}).` });
    }
  }
  return scanned;
}

function listFiles(directory: string, refused: RefusedFile[]): string[] {
  const files: string[] = [];
  const visit = (folder: string) => {
    for (const entry of readEntries(directory, folder)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.') || entry.name === PACKAGES_FOLDER)
        refused.push({ source: path, reason: 'It belongs to a program, not to the notes.' });
      else if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) files.push(path);
      else refused.push({ source: path, reason: 'It is a link or a special file.' });
    }
  };
  visit('');
  return files;
}

function readEntries(directory: string, folder: string) {
  try {
    const entries = readdirSync(join(directory, folder), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CommandError(
      `The folder ${join(directory, folder)} can't be read (${code}). Name a folder of Markdown files.`,
      { cause },
    );
  }
}

function refusal(directory: string, source: string, path: string, isPage: boolean): string {
  if (!isPage && contentTypeOf(path) === undefined) {
    return 'It is neither Markdown (.md) nor an attachment of a type that Holt serves.';
  }
  const reason = pathProblem(path);
  if (reason !== '') return reason;
  const { size } = statSync(join(directory, source));
  const limit = isPage ? MAX_PAGE_BYTES : MAX_FILE_BYTES;
  return size > limit ? `It has ${size} bytes; the limit is ${limit}.` : '';
}

/** Why a file can't be served under its path, with `_` for spaces; empty when it can. */
export function pathProblem(path: string): string {
  return path.endsWith('.md') ? checkPagePath(path.slice(0, -3)) : checkFilePath(path);
}

function isUtf8(content: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}
