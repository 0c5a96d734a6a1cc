import { type CleanSvg, cleanSvg } from './clean-svg.ts';
import { DIAGRAM_STYLE } from './diagram-style.ts';
import { loadDrawer } from './load-lazily.cjs';
import type { ReadDiagram } from './read-diagram.ts';

/** A diagram's picture; the same bytes for the same text. Throws what the drawer throws. */
export function drawDiagram({ text }: ReadDiagram): CleanSvg {
  return cleanSvg(loadDrawer()(text), DIAGRAM_STYLE);
}
