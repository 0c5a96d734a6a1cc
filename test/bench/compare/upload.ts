/** What one added page costs. */
export interface Upload {
  /** Files or objects that are new or changed. */
  objects: number;
  /** Of them, as they are stored. */
  bytes: number;
  /** Until they are there. */
  ms: number;
}
