/** One line of a table: what was measured, and its figures. */
export interface Row {
  what: string;
  [figure: string]: string | number;
}

/** One answer of a bench. */
export interface Table {
  title: string;
  rows: Row[];
  /** What a reader must know beside the figures: what was skipped and why, what a column means. */
  notes?: string[];
}

/** In Markdown. */
export function formatTable({ title, rows, notes = [] }: Table): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: (string | number | undefined)[]) => `| ${cells.map((cell) => cell ?? '').join(' | ')} |\n`;
  const table =
    line(columns) +
    line(columns.map(() => '---')) +
    rows.map((row) => line(columns.map((column) => row[column]))).join('');
  return `\n### ${title}\n\n${rows.length > 0 ? table : ''}${notes.map((note) => `\n${note}\n`).join('')}`;
}
