import { expect, it } from 'vitest';
import { folderPath, folderSegment, leafSegment, objectPath } from './object-path.ts';

it.each([
  ['a', '/r/a.obj'],
  ['a/b', '/r/a/b.obj'],
  ['a.obj/b', '/r/a.obj.dir/b.obj'],
  ['a.obj.dir/b', '/r/a.obj.dir.dir/b.obj'],
  ['a.dir/b', '/r/a.dir/b.obj'],
  ['a.obj', '/r/a.obj.obj'],
  ['.obj/.obj', '/r/.obj.dir/.obj.obj'],
])('keeps %j in %j', (key, file) => {
  expect(objectPath('/r', key)).toBe(file);
});

it.each(['a', 'a.obj', 'a.obj.dir', 'a.obj.dir.dir', 'a.dir', '.obj', 'a.objx'])(
  'finds the segment %j again',
  (segment) => {
    expect(folderSegment(folderPath('', `${segment}/`))).toBe(segment);
    expect(leafSegment(objectPath('', segment))).toBe(segment);
  },
);

it('takes other files and folders for none of its own', () => {
  expect(leafSegment('a.txt')).toBeUndefined();
  expect(folderSegment('a.obj')).toBeUndefined();
});
