import { KB, median, round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import { addToGit } from './add-to-git.ts';
import { addToHolt } from './add-to-holt.ts';
import { addToSite, type SiteGenerator } from './add-to-site.ts';
import { installEleventy } from './eleventy.ts';
import { findHugo } from './hugo.ts';
import type { Upload } from './upload.ts';

const SIZES = [20, 500, 2000];
/** Those in which whole sites are built, too. */
const SITE_SIZES = [500, 2000];
const ADDITIONS = 9;

/** What must be uploaded after one page was added, and how long it takes until it is there, for Holt and for what else people use. */
export async function benchCompare(): Promise<Table[]> {
  const notes: string[] = [];
  const rows: Row[] = [];
  for (const pages of SIZES) {
    const uploads = await addToHolt(pages, ADDITIONS);
    const structureBytes = median(uploads.map((upload) => upload.structureBytes));
    rows.push({
      ...rowOf(`Holt, ${count(pages)} pages`, middle(uploads)),
      'KB lists of all pages': round(structureBytes / KB, 1),
    });
    rows.push(rowOf(`git worktree, ${count(pages)} pages`, middle(addToGit(pages, ADDITIONS))));
  }
  const addSites = (generator: SiteGenerator) => {
    for (const pages of SITE_SIZES) {
      const { buildMs, files, ...upload } = addToSite(generator, pages);
      rows.push({
        ...rowOf(`${generator.name}, ${count(pages)} pages`, upload),
        'of files': files,
        'first build ms': round(buildMs, 0),
      });
    }
  };

  const hugo = findHugo();
  if (hugo !== undefined) addSites(hugo);
  else notes.push("Hugo was skipped: it isn't on the PATH. Debian's package is `hugo`.");
  try {
    const { generator, remove } = installEleventy();
    try {
      addSites(generator);
    } finally {
      remove();
    }
  } catch (error) {
    notes.push(`Eleventy was skipped: ${error instanceof Error ? error.message : error}`);
  }
  return [{ title: 'One page added: what has to be uploaded', rows, notes }];
}

function rowOf(what: string, { objects, bytes, ms }: Upload): Row {
  return { what, objects, KB: round(bytes / KB, 1), ms: round(ms, 1) };
}

function middle(uploads: readonly Upload[]): Upload {
  return {
    objects: median(uploads.map(({ objects }) => objects)),
    bytes: median(uploads.map(({ bytes }) => bytes)),
    ms: median(uploads.map(({ ms }) => ms)),
  };
}

const count = (pages: number) => pages.toLocaleString('en');
