/** What highlights code; loaded by the first call. */
export declare function loadHighlighter(): ReturnType<
  typeof import('lowlight', { with: { 'resolution-mode': 'import' }})['createLowlight']
>;

/** What sets mathematics; loaded by the first call. */
export declare function loadTemml(): Temml;

/** What draws diagrams in Mermaid as SVG; loaded by the first call. */
export declare function loadDrawer(): (text: string) => string;

/** What is used of Temml: its tree of MathML, before it becomes text. Its own types leave this out. */
interface Temml {
  __renderToMathMLTree(source: string, options: TemmlOptions): TemmlNode;
}

interface TemmlOptions {
  displayMode: boolean;
  throwOnError: true;
  maxExpand: number;
  trust: false;
}

export interface TemmlNode {
  /** The element's name; a fragment and a text have none. */
  type?: string;
  text?: string;
  attributes?: Record<string, string>;
  classes?: string[];
  style?: Record<string, string>;
  children?: TemmlNode[];
}
