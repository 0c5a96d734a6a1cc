/**
 * The number of the newest page of older changes, where a list shows the newest and each full page holds the same number of them, counted
 * from the oldest; undefined when the list shows all.
 */
export function olderPage(count: number, pageSize: number): number | undefined {
  return count > pageSize ? Math.ceil((count - pageSize) / pageSize) : undefined;
}
