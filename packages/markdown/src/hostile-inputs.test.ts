import { describe, expect, test } from 'vitest';
import { ALLOWED_ELEMENTS } from './html-elements.ts';
import { MATH_ATTRIBUTES } from './math-elements.ts';
import { renderPage } from './render-page.ts';
import { parseElements } from './testing/parse-html.ts';
import { publicPayloads } from './testing/public-payloads.ts';

const OPTIONS = { wiki: { owner: 'me', name: 'notes' }, path: 'folder/Page' };

const ELEMENTS = new Set([...ALLOWED_ELEMENTS, ...Object.keys(MATH_ATTRIBUTES), 'input', 'section']);
const ATTRIBUTES = new Set(
  `align alt aria-describedby aria-hidden aria-label checked cite class colspan data-footnote-backref data-footnote-ref
  data-footnotes data-line datetime dir disabled height href id lang loading open rel reversed rowspan scope span src start tabindex
  title type value width accent accentunder columnspan depth displaystyle display fence form largeop linethickness lspace
  mathbackground mathcolor mathvariant maxsize minsize movablelimits rspace scriptlevel separator stretchy symmetric
  voffset`.split(/\s+/),
);
const CLASSES =
  /^(?:anchor|image-link|embed|table-box|sr-only|footnotes|data-footnote-backref|contains-task-list|task-list-item|language-\S+|c-[a-z]+|line|marked|math-error|tml-left|tml-right|callout(?:-title|-note|-tip|-important|-warning|-danger|-quote)?|spoiler|block)$/;
const HREF = /^(?:#|\/me\/notes\/|https?:\/\/|mailto:|tel:|ircs?:|xmpp:|geo:|magnet:|matrix:|sip:)/;
const SRC = /^(?:\/me\/notes\/-\/files\/|data:image\/(?:png|gif|jpeg|webp|avif);base64,[A-Za-z0-9+/=]+$)/;

/** Everything that the browser's parser finds in the rendered page must be of the few kinds that do nothing. */
function expectHarmless(markdown: string): void {
  const page = renderPage(markdown, OPTIONS);
  const ids = new Set<string>();
  for (const { name, attributes } of parseElements(page.html)) {
    expect(ELEMENTS, `<${name}> from ${markdown}`).toContain(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      expect(ATTRIBUTES, `${attribute}="${value}" from ${markdown}`).toContain(attribute);
      if (attribute === 'href') expect(value).toMatch(HREF);
      if (attribute === 'src') expect(value).toMatch(SRC);
      if (attribute === 'class') for (const part of value.split(' ')) expect(part).toMatch(CLASSES);
      if (attribute === 'id') {
        expect(value.replace(/%[0-9A-F]{2}/g, ''), 'an id of the page shell').not.toMatch(/[A-Z]/);
        expect(ids, 'an id that is there twice').not.toContain(value);
        ids.add(value);
      }
    }
    if (name === 'input') expect(attributes).toMatchObject({ type: 'checkbox', disabled: '' });
  }
}

const JS = 'javascript:alert(1)';
const table: Record<string, string[]> = {
  'links and images': [
    `[a](${JS})`,
    '[a](JaVaScRiPt:alert(1))',
    '[a](java&#x73;cript:alert(1))',
    '[a](java&Tab;script:alert(1))',
    '[a](java&NewLine;script:alert(1))',
    '[a](&#1;javascript:alert(1))',
    '[a](&#x20;javascript:alert(1))',
    '[a](javascript&colon;alert(1))',
    '[a](javascript://%0aalert(1))',
    '[a](vbscript:msgbox(1))',
    '[a](data:text/html,<script>alert(1)</script>)',
    '[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
    '[a](data:image/svg+xml,<svg/onload=alert(1)>)',
    '[a](file:///etc/passwd)',
    '[a](blob:https://example.com/1)',
    '[a](view-source:https://example.com)',
    '[a](//example.com/a)',
    '[a](/\\example.com)',
    '[a](\\\\example.com\\a)',
    '[a](/%2fexample.com)',
    '[a](..%2f..%2f..%2fapi)',
    '[a](/../../../api/x)',
    '[a](https://example.com/"onmouseover="alert(1))',
    '[a](x "onmouseover=alert(1) \\"x")',
    "[a](<x'onmouseover='alert(1)>)",
    '[a](\ud800javascript:alert(1))',
    `![a](${JS})`,
    '![a](data:image/svg+xml;base64,PHN2Zy8+)',
    '![a](data:text/html;base64,AAAA)',
    '![a](data:image/png;base64,AAAA"onerror=alert(1))',
    '![a"onerror="alert(1)](x.png)',
    '![a](x.png "onload=alert(1)")',
    '![a](https://example.com/track.gif)',
    '![a](//example.com/track.gif)',
    `[![a](x.png)](${JS})`,
    '[a [b](https://example.com) c](javascript:alert(1))',
  ],
  'reference links': [
    `[a]\n\n[a]: ${JS}`,
    `[a][b]\n\n[b]: <${JS}> "t"`,
    `![a][b]\n\n[b]: ${JS}`,
    '[__proto__]\n\n[__proto__]: javascript:alert(1)',
    '[constructor][]\n\n[constructor]: data:text/html,x',
  ],
  autolinks: [
    `<${JS}>`,
    '<JAVASCRIPT:alert(1)>',
    '<data:text/html,x>',
    '<vbscript:x>',
    'https://example.com/<script>alert(1)</script>',
    'www.example.com/"onclick="alert(1)',
    'a@example.com"onclick="alert(1)',
  ],
  'wiki links': [
    `[[${JS}]]`,
    `[[${JS}|text]]`,
    '[[ javascript:alert(1) |text]]',
    '[[data:text/html,x]]',
    '[[a|<script>alert(1)</script>]]',
    '[[<img src=x onerror=alert(1)>]]',
    '[["onmouseover="alert(1)]]',
    '[[a#"onmouseover="alert(1)]]',
    '[[../../../api]]',
    '[[//example.com]]',
    '[[\\\\example.com]]',
    '![[https://example.com/x.png]]',
    '![[x.svg|"onload=alert(1)]]',
    '![[x.png|"onload=alert(1)|200x100]]',
    '![[x.png|9999x9999]] ![a|100"onload=alert(1)](x.png)',
    `![[${JS}]]`,
    '![[../../../api#x]]',
    '| a |\n|---|\n| [[x\\|<b onclick=alert(1)>y</b>]] |',
  ],
  'raw HTML': [
    '<script>alert(1)</script>',
    '<SCRIPT SRC=//example.com/x.js></SCRIPT>',
    'a <script>alert(1)</script> b',
    '<scr<script>ipt>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<img src="x.png" srcset="https://example.com/a 1x" onload=alert(1)>',
    '<img src="https://example.com/track.gif">',
    '<img/src=x/onerror=alert(1)>',
    '<svg onload=alert(1)><script>alert(1)</script></svg>',
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="x.swf"></object><embed src="x.swf">',
    `<a href="${JS}">a</a>`,
    '<a href="&#106;avascript:alert(1)">a</a>',
    '<a href=" javascript:alert(1)" ping="https://example.com">a</a>',
    '<a href="x" target=_blank onclick=alert(1) style="position:fixed">a</a>',
    '<a href="#x" data-footnote-ref style="x" onclick=alert(1)>a</a>',
    `<a data-footnote-backref href="${JS}">a</a>`,
    '<form action="https://example.com"><input name=q><button formaction="javascript:alert(1)">go</button></form>',
    '<input type=image src=x onerror=alert(1)>',
    '<textarea autofocus onfocus=alert(1)></textarea>',
    '<select><option>a</select>',
    '<style>*{background:url(https://example.com)}</style>',
    '<p style="background:url(https://example.com)">a</p>',
    '<link rel=stylesheet href="https://example.com/x.css">',
    '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
    '<base href="https://example.com/">',
    '<video src=x onerror=alert(1)><source src=x></video>',
    '<audio src=x autoplay></audio>',
    '<details open ontoggle=alert(1)><summary>a</summary></details>',
    '<body onload=alert(1)>',
    '<html manifest=x><head><title>x</title>',
    '<template><script>alert(1)</script></template>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<xmp><script>alert(1)</script></xmp>',
    '<plaintext><script>alert(1)</script>',
    '<marquee onstart=alert(1)>a</marquee>',
    '<dialog open onclose=alert(1)>a</dialog>',
    '<custom-element onclick=alert(1)>a</custom-element>',
    '<p is="custom">a</p>',
    '<!--><script>alert(1)</script>-->',
    '<!-- --!><script>alert(1)</script>',
    '<![CDATA[<script>alert(1)</script>]]>',
    '<?php echo "<script>alert(1)</script>" ?>',
    '<!DOCTYPE html><script>alert(1)</script>',
    '<b title="</b><script>alert(1)</script>">a</b>',
    "<b title='\"><script>alert(1)</script>'>a</b>",
    '</main></article></body></html><script>alert(1)</script>',
    '</div></div></div>after',
    '<table><tr><td><script>alert(1)</script></td></tr></table>',
    '<table><a href="javascript:alert(1)"><tr><td>x',
    '<p><table><p><a href="javascript:1">x</table>',
    '<a href="x"><a href="javascript:alert(1)">y</a></a>',
    '<kbd onclick="alert(1)" class="top pages missing">a</kbd>',
    '<div tabindex=1 accesskey=x contenteditable draggable=true>a</div>',
    '<time datetime="x" onclick=1>t</time>',
    '<blockquote cite="javascript:alert(1)">a</blockquote>',
    '<ol start="javascript:alert(1)" type="x"><li value="-1e9">a</ol>',
    '<img src=a.png width="100%;position:fixed" height=1e9>',
    '<td>alone</td><li>alone</li><summary>alone</summary>',
    '<b __proto__="x" constructor="y">a</b>',
  ],
  'headings and ids': [
    '# Holt-pages\n## Holt-content',
    '<h2 id="Holt-pages">a</h2>',
    '<a id="Holt-content"></a><a name="Holt-content"></a>',
    '<img name="body" id="body"><img name=cookie>',
    '<a id=__proto__></a><a id=constructor></a>',
    '# __proto__\n# constructor\n# toString',
    '# a\n# a\n<h2 id=a>a</h2>\n\n# a-1\n# a',
    '# <img src=x onerror=alert(1)>',
    '# "onmouseover=alert(1)',
    "<h2 id='a\"b'>x</h2>",
    '<h2 id="a b">x</h2>',
    '<b id="fn-1">x</b> [^1]\n\n[^1]: note',
    '# fn-1\n\n# fnref-1\n\n# footnote-label\n\n[^1]\n\n[^1]: note',
  ],
  footnotes: [
    '[^a"onclick="alert(1)]\n\n[^a"onclick="alert(1)]: x',
    '[^<script>]\n\n[^<script>]: <script>alert(1)</script>',
    '[^__proto__]\n\n[^__proto__]: x',
    '[^A]\n\n[^A]: x',
    `[^1]\n\n[^1]: [a](${JS}) <img src=x onerror=alert(1)>`,
  ],
  'front matter': [
    '---\ntitle: <script>alert(1)</script>\n---\nx',
    '---\n<script>: <img src=x onerror=alert(1)>\n---\nx',
    '---\n__proto__: {polluted: yes}\nconstructor: {prototype: {polluted: yes}}\n---\nx',
    '---\na: !!js/function "function(){}"\n---\nx',
    '---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\ne: [*d,*d,*d,*d,*d,*d]\n---\nx',
    '---\n- <script>\n---\n<script>alert(1)</script>',
  ],
  code: [
    '```"><script>alert(1)</script>\nx\n```',
    '```a onclick=alert(1)\nx\n```',
    '``` language-top pages\n</code></pre><script>alert(1)</script>\n```',
    '`</code><script>alert(1)</script>`',
    '    </pre><script>alert(1)</script>',
    '```html title="</figcaption><script>alert(1)</script>"\n<script>alert(1)</script>\n```',
    '```ts="onclick=alert(1) {1}\n</span></code><script>alert(1)</script>\n```',
    '```js showLineNumbers{1"onclick="alert(1)}\nx\n```',
    '```constructor\nx\n```\n\n```__proto__ {1}\nx\n```',
    '```mermaid\n</code><script>alert(1)</script>\n```',
    '```html\n<style>*{background:url(https://example.com)}</style><img src=x onerror=alert(1)>\n```',
  ],
  formulas: [
    '$</math><script>alert(1)</script>$',
    '$\\href{javascript:alert(1)}{x}$',
    '$\\url{javascript:alert(1)}$',
    '$\\includegraphics{https://example.com/x.png}$',
    '$\\class{top}{x} \\id{Holt-pages}{x} \\style{color:red}{x} \\data{a=b}{x}$',
    '$\\text{</mtext><img src=x onerror=alert(1)>}$',
    '$\\text{<style><img src=x onerror=alert(1)>}$',
    '$\\unknown{"onclick="alert(1)}$',
    '$\\color{url(https://example.com)} x$',
    '$\\color{red;background:url(x)} x \\colorbox{#fff"onclick="1}{a}$',
    '$\\ref{Holt-pages} \\label{Holt-content} \\tag{<b onclick=1>}$',
    '$\\verb|<script>alert(1)</script>|$',
    '$\\def\\a{\\a\\a}\\a$',
    '$\\rule{99999em}{99999em} \\kern99999em$',
    '$$\n</p></main><script>alert(1)</script>\n$$',
    '```math\n\\text{</math><mglyph><style><img src=x onerror=alert(1)>}\n```',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<mi mathvariant="x" onclick=alert(1)>a</mi><mrow href="javascript:alert(1)">b</mrow>',
    '<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>',
    '<math><maction actiontype="statusline#https://example.com" xlink:href="javascript:alert(1)">x</maction></math>',
  ],
  'callouts, blocks and marks': [
    '> [!note"onclick="alert(1)]\n> x',
    '> [!note] <img src=x onerror=alert(1)>',
    `> [!tip]- [a](${JS})\n> b`,
    '> [!script]\n> <script>alert(1)</script>',
    '> [!top pages missing]\n> x',
    '::: info <script>alert(1)</script>\nx\n:::',
    '::: "onclick="alert(1)\nx\n:::',
    ':::info[<img src=x onerror=alert(1)>]{onclick=alert(1) .top #Holt-pages}\nx\n:::',
    '::: constructor\nx\n:::',
    '::: __proto__\nx\n:::',
    '::: details <b onclick=alert(1)>\nx\n:::',
    '::: note\n</div></main><script>alert(1)</script>\n:::',
    '>! </details><script>alert(1)</script>',
    '>| # <img src=x onerror=alert(1)>\n>| x',
    `==[a](${JS})== ==<script>alert(1)</script>==`,
    '*[A]: "onmouseover="alert(1)\n\nA',
    '*[A]: </abbr><script>alert(1)</script>\n\nA',
    '*[<b>]: x\n\n<b> A',
    '*[__proto__]: x\n*[constructor]: y\n\n__proto__ constructor toString',
    '<p class="callout-title top pages">x</p><span class="line c-top missing" data-line=x>y</span>',
    '<div class="callout callout-note top">x</div><details class="spoiler pages" open>y</details>',
  ],
  'a public list': publicPayloads(),
  'plain-text fallback': [
    `${'> '.repeat(100)}</pre><script>alert(1)</script>`,
    `${'> '.repeat(100)}"><img src=x onerror=alert(1)>\0`,
  ],
};

for (const [kind, inputs] of Object.entries(table)) {
  describe(kind, () => {
    test.each(inputs)('%j does no harm', (markdown) => expectHarmless(markdown));
  });
}

test('front matter can not reach prototypes', () => {
  renderPage('---\n__proto__: {polluted: yes}\n---\n', OPTIONS);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('links without an allowed scheme leave their text', () => {
  const { html } = renderPage(`[text](${JS}) and <b>[[${JS}|label]]</b>`, OPTIONS);
  expect(parseElements(html).map(({ name }) => name)).toEqual(['p', 'b']);
  expect(html).toContain('text and');
});
