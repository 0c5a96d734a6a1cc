/** Names and aliases of the languages that are highlighted: lowlight's common ones. Here, so that it need not be loaded to know. */
export const CODE_LANGUAGES: ReadonlySet<string> = new Set(
  `arduino atom bash c c# c++ cc cjs console cpp cs csharp css cts cxx diff gemspec go golang gql graphql gyp h h++ hh hpp
  html hxx ini ino ipython irb java javascript js json json5 jsonc jsp jsx kotlin kt kts less lua mak make makefile
  markdown md mjs mk mkd mkdown mm mts obj-c obj-c++ objc objective-c++ objectivec patch perl php php-template pl plist
  pluto pm podspec py pycon python python-repl r rb rs rss ruby rust scss sh shell shellsession sql svg swift thor toml ts
  tsx typescript vb vbnet wasm wsf xhtml xjb xml xsd xsl yaml yml zsh`.split(/\s+/),
);
