/** A page's path as readers see it: `Folder / Some page`. */
export function pathWords(path: string): string {
  return path.split('/').map(segmentWords).join(' / ');
}

/** What a page is called where its title is not known: the last segment of its path. */
export function pathTitle(path: string): string {
  return segmentWords(path.slice(path.lastIndexOf('/') + 1));
}

function segmentWords(segment: string): string {
  return segment.replaceAll('_', ' ');
}
