import { renderMermaidSVG } from 'beautiful-mermaid';
import { NO_LABEL } from './unbundled-links.ts';

/** The drawer puts these under the box that they belong to. */
const HIDDEN_DIAMONDS = /(<marker id="cls-(?:composition|aggregation)"[^>]* refX=)"0"/g;

const EMPTY_LABELS = new RegExp(`<g class="edge-label"[^>]* data-label="${NO_LABEL}">.*?</g>`, 'gs');

/** Loaded lazily: see load-lazily.cjs. 1.9 MB, most of it layout, which only pages with a diagram need. */
export function drawMermaid(text: string): string {
  return renderMermaidSVG(text, { transparent: true, padding: 8 })
    .replace(HIDDEN_DIAMONDS, '$1"12"')
    .replace(EMPTY_LABELS, '');
}
