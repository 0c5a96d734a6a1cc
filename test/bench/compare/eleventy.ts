import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../find-program.ts';
import type { SiteGenerator } from './add-to-site.ts';
import { runProgram } from './run-program.ts';

const VERSION = '3.1.6';

const LAYOUT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body>
<nav><ul>
{% for each in collections.all %}<li><a href="{{ each.url }}">{{ each.data.title }}</a></li>
{% endfor %}</ul></nav>
<main><h1>{{ title }}</h1>{{ content | safe }}</main>
</body>
</html>
`;

/** Eleventy, brought by npm into a temporary folder; `remove` removes it. @throws Error when npm can't bring it */
export function installEleventy(): { generator: SiteGenerator; remove(): void } {
  const npm = findProgram('npm');
  if (npm === undefined) throw new Error('there is no npm');
  const folder = mkdtempSync(join(tmpdir(), 'holt-eleventy-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    runProgram(npm, ['install', '--silent', '--no-save', '--prefix', folder, `@11ty/eleventy@${VERSION}`], folder);
  } catch (error) {
    remove();
    throw error;
  }
  const command = join(folder, 'node_modules/@11ty/eleventy/cmd.cjs');
  return {
    remove,
    generator: {
      name: `Eleventy ${VERSION}`,
      files: { '_includes/page.njk': LAYOUT, 'content/content.json': '{"layout":"page.njk"}' },
      source: 'content',
      output: '_site',
      frontMatter: ({ title }) => `---\ntitle: "${title}"\n---\n`,
      build: (directory) => runProgram(process.execPath, [command, '--quiet'], directory),
    },
  };
}
