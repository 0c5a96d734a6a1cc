import type { Element, ElementContent, Root } from 'hast';
import type { VFile } from 'vfile';
import { contentTypeOf } from './content-types.ts';
import { targetHref, type WikiName } from './page-href.ts';
import { type LinkTarget, resolveLink, resolveWikiLink } from './resolve-link.ts';

declare module 'hast' {
  interface ElementData {
    /** Set on the `a` that a wiki link became: what was between the brackets. */
    wikiTarget?: string | undefined;
    wikiEmbed?: boolean | undefined;
  }
}

declare module 'vfile' {
  interface DataMap {
    page: Page;
  }
}

// Raster images only: an SVG could hold links and styles of its own.
const DATA_IMAGE = /^data:image\/(?:png|gif|jpeg|webp|avif);base64,[a-z0-9+/=]+$/i;

/**
 * unified plugin: resolves every link and image. A link that must not be one leaves its text; a link inside a link too.
 * An image from another site becomes a link to it: the pages' content security policy loads images from the wiki only,
 * which also keeps readers' addresses from other sites.
 */
export function rehypePageLinks() {
  return (tree: Root, file: VFile): void => {
    const page = file.data.page;
    if (page === undefined) throw new TypeError('rehypePageLinks needs file.data.page.');
    tree.children = resolveAll(tree.children as ElementContent[], page, false);
  };
}

interface Page {
  wiki: WikiName;
  path: string;
  /** Where the paths of the pages are put that are linked. */
  linked: Set<string>;
}

function resolveAll(nodes: ElementContent[], page: Page, insideLink: boolean): ElementContent[] {
  const result: ElementContent[] = [];
  for (const node of nodes) {
    if (node.type !== 'element') result.push(node);
    else if (node.tagName === 'img') result.push(...resolveImage(node, page, insideLink));
    else if (node.tagName === 'a') appendAll(result, resolveAnchor(node, page, insideLink));
    else {
      node.children = resolveAll(node.children, page, insideLink);
      result.push(node);
    }
  }
  return result;
}

function resolveAnchor(node: Element, page: Page, insideLink: boolean): ElementContent[] {
  const wikiTarget = node.data?.wikiTarget;
  const embed = node.data?.wikiEmbed === true;
  delete node.data;
  if (wikiTarget !== undefined) {
    const target = resolveWikiLink(wikiTarget, page.path);
    if (embed && target.kind === 'file' && isImage(target.path)) {
      return resolveImage(imageOf(target, wikiTarget, node, page), page, insideLink, target);
    }
    // Another page's text is brought in when the page is read; without that, the link leads there.
    if (embed && (target.kind === 'page' || target.kind === 'fragment')) node.properties.className = ['embed'];
    return linkTo(node, target, page, insideLink, `[[${wikiTarget}]]`);
  }
  const { href, id, name } = node.properties;
  if (typeof href !== 'string') {
    // `<a name>` and `<a id>` are anchors to jump to.
    if (id === undefined && typeof name === 'string') node.properties = { id: name };
    node.children = resolveAll(node.children, page, insideLink);
    return node.properties.id === undefined ? node.children : [node];
  }
  // Footnotes' own links are right as they are.
  if (href.startsWith('#') && ('dataFootnoteRef' in node.properties || 'dataFootnoteBackref' in node.properties)) {
    return [node];
  }
  return linkTo(node, resolveLink(href, page.path), page, insideLink);
}

function linkTo(node: Element, target: LinkTarget, page: Page, insideLink: boolean, source?: string): ElementContent[] {
  if (target.kind === 'page') page.linked.add(target.path);
  const href = insideLink ? undefined : targetHref(page.wiki, target);
  if (href === undefined) {
    if (source !== undefined && target.kind === 'invalid') return [{ type: 'text', value: source }];
    return resolveAll(node.children, page, insideLink);
  }
  node.properties.href = href;
  // No credit for spam, and no way back to this page's window.
  if (target.kind === 'external' && /^https?:/.test(target.url)) node.properties.rel = ['nofollow', 'noopener'];
  else delete node.properties.rel;
  node.children = resolveAll(node.children, page, true);
  return [node];
}

function resolveImage(node: Element, page: Page, insideLink: boolean, known?: LinkTarget): ElementContent[] {
  if (node.data?.drawn === true) return [{ ...node, data: {} }];
  const src = typeof node.properties.src === 'string' ? node.properties.src : '';
  const alt = typeof node.properties.alt === 'string' ? node.properties.alt : '';
  if (DATA_IMAGE.test(src)) return [{ ...node, properties: { ...node.properties, alt } }];
  const target = known ?? resolveLink(src, page.path);
  if (target.kind === 'file') {
    const url = targetHref(page.wiki, target) as string;
    const { alt: description, size } = readSize(alt);
    return [{ ...node, properties: { ...node.properties, src: url, alt: description, ...size, loading: 'lazy' } }];
  }
  if (target.kind === 'page') page.linked.add(target.path);
  const text: ElementContent = { type: 'text', value: alt || shown(target) };
  if (insideLink || target.kind === 'invalid') return [text];
  const link: Element = { type: 'element', tagName: 'a', properties: { className: ['image-link'] }, children: [text] };
  return linkTo(link, target, page, insideLink);
}

function imageOf(target: LinkTarget & { kind: 'file' }, wikiTarget: string, node: Element, page: Page): Element {
  const label = node.children[0]?.type === 'text' ? node.children[0].value : '';
  const name = target.path.slice(target.path.lastIndexOf('/') + 1);
  const { alt, size } = readSize(label === wikiTarget ? '' : `|${label}`);
  const src = targetHref(page.wiki, target) as string;
  return { type: 'element', tagName: 'img', properties: { src, alt: alt || name, ...size }, children: [] };
}

/** `text|300` and `text|300x200` describe an image and give its size; any other text only describes it. */
function readSize(text: string): { alt: string; size: { width?: string; height?: string } } {
  const [whole, width, height] = /[ \t]*\|[ \t]*(\d{1,4})(?:x(\d{1,4}))?[ \t]*$/.exec(text) ?? [];
  const alt = (whole === undefined ? text : text.slice(0, -whole.length)).replace(/^\|/, '');
  return { alt, size: { ...(width ? { width } : {}), ...(height ? { height } : {}) } };
}

function shown(target: LinkTarget): string {
  if (target.kind === 'external') return target.url;
  return 'path' in target && target.path ? target.path : 'image';
}

function isImage(path: string): boolean {
  return contentTypeOf(path)?.startsWith('image/') === true;
}

function appendAll(target: ElementContent[], nodes: ElementContent[]): void {
  for (const node of nodes) target.push(node);
}
