import { expect, test } from 'vitest';
import { MAX_PAGE_BYTES } from './limits.ts';
import { createSafeRenderer } from './render-page-safely.ts';
import { PATHOLOGICAL_INPUTS } from './testing/pathological-inputs.ts';

const OPTIONS = { wiki: { owner: 'me', name: 'notes' }, path: 'Page' };
/** The largest, which are mostly not parsed, and some that mostly are. */
const LENGTHS = [MAX_PAGE_BYTES - 1000, 30_000];
const OTHER = `# Other\n\n${'Text of a page as people write it.\n\n'.repeat(300)}`;

test('pages made to cost much stay within 512 MiB, and other pages are rendered meanwhile', {
  timeout: 300_000,
}, async () => {
  // How long each takes is measured in find-hazard.test.ts, by the processor's time: here a neighbour may slow them down.
  const render = createSafeRenderer({ count: 2, heapMiB: 512, deadlineMs: 120_000 });
  for (const [name, make] of PATHOLOGICAL_INPUTS) {
    const texts = [...LENGTHS.map(make), OTHER];
    const [largest, smaller, other] = await Promise.all(texts.map((text) => render(text, OPTIONS)));
    for (const hostile of [largest, smaller]) expect(hostile?.fallback ?? '', name).not.toMatch(/took|could not/);
    expect(other).toMatchObject({ title: 'Other', headings: [{ id: 'other' }] });
  }
});
