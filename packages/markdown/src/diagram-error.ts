/** Why a diagram is not drawn, as a sentence for readers. */
export class DiagramError extends Error {}

export function refuseLine(line: string): never {
  throw new DiagramError(`This line of it is not understood: ${line.slice(0, 80)}`);
}
