import { findProgram } from '../find-program.ts';
import type { SiteGenerator } from './add-to-site.ts';
import { runProgram } from './run-program.ts';

const LAYOUT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body>
<nav><ul>
{{ range .Site.RegularPages.ByTitle }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul></nav>
<main><h1>{{ .Title }}</h1>{{ .Content }}</main>
</body>
</html>
`;

/** Hugo as Debian has it; undefined when this machine hasn't. */
export function findHugo(): SiteGenerator | undefined {
  const hugo = findProgram('hugo');
  if (hugo === undefined) return undefined;
  const version = /v\d+(\.\d+)+/.exec(runProgram(hugo, ['version'], '/').stdout)?.[0] ?? '';
  return {
    name: `Hugo ${version}`,
    files: {
      'config.toml':
        'baseURL = "https://example.org/"\ntitle = "Bench"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap", "section"]\n',
      'layouts/_default/single.html': LAYOUT,
      'layouts/index.html': LAYOUT,
    },
    source: 'content',
    output: 'public',
    frontMatter: ({ title }) => `---\ntitle: "${title}"\n---\n`,
    build: (directory) => runProgram(hugo, ['--quiet'], directory),
  };
}
