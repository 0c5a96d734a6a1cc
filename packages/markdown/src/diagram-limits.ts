/** What a diagram may hold, so that drawing takes less than a second: layout's cost grows faster than what it lays out. */
export const DIAGRAM_LIMITS = {
  /** UTF-16 units of a diagram's text. */
  length: 10_000,
  /** Lines that say something. */
  lines: 200,
  lineLength: 300,
  labelLength: 200,
  /** Groups inside one another. */
  depth: 8,
  /** Links between nodes; more than that on so few nodes can't be read. */
  links: 80,
  /** Nodes, links, groups and members together. */
  parts: 160,
} as const;

/** Parts of all diagrams of a page: keeps it far from the deadline of its thread. */
export const MAX_PAGE_PARTS = 400;

/** Diagrams of a page. */
export const MAX_PAGE_DIAGRAMS = 20;

/** What a message of a sequence diagram costs, compared with a part that layout has to find a place for. */
export const MESSAGE_PARTS = 0.25;
