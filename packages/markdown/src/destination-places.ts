import type { CompileContext, Extension as FromMarkdownExtension, Token } from 'mdast-util-from-markdown';

/** Offsets in the parsed text (UTF-16 units). */
export interface Place {
  start: number;
  end: number;
}

interface WithDestination {
  /** Where the destination is written, `<` and `>` included. */
  destination?: Place;
}

declare module 'mdast' {
  interface LinkData extends WithDestination {}
  interface ImageData extends WithDestination {}
  interface DefinitionData extends WithDestination {}
}

/** Tells of links, images and definitions where their destinations are written. */
export const destinationPlaces: FromMarkdownExtension = {
  enter: { resourceDestination: keepPlace, definitionDestination: keepPlace },
};

function keepPlace(this: CompileContext, token: Token): void {
  const node = this.stack.at(-1);
  if (node?.type !== 'link' && node?.type !== 'image' && node?.type !== 'definition') return;
  node.data = { ...node.data, destination: { start: token.start.offset, end: token.end.offset } };
}
