import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { generatePage } from '../compare/generated-page.ts';

export interface SamplePages {
  what: string;
  /** Paths that are legal in a wiki, each once. */
  pages: { path: string; markdown: string }[];
}

/** Pages that people wrote, of the Markdown files in the folder that HOLT_CORPORA names; none when it names none. */
export function corporaPages(): SamplePages | undefined {
  const folder = process.env.HOLT_CORPORA;
  if (folder === undefined) return undefined;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.md$/i.test(entry.name),
  );
  const pages = files.map((file, index) => ({
    path: `Page_${index}_${relative(folder, join(file.parentPath, file.name)).replace(/[^a-z0-9]+/gi, '_')}`,
    markdown: readFileSync(join(file.parentPath, file.name), 'utf8'),
  }));
  return { what: `${pages.length} pages of HOLT_CORPORA`, pages };
}

export function generatedPages(count: number): SamplePages {
  const pages = Array.from({ length: count }, (_, index) => {
    const { path, title, body } = generatePage(index);
    return { path, markdown: `# ${title}\n\n${body}` };
  });
  return { what: `${count} generated pages`, pages };
}
