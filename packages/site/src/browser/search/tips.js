import { append } from '../script/page-tree.js';

const TIPS = [
  ['mill repair', 'pages that have both words'],
  ['"old mill"', 'the words in this order'],
  ['tag:draft', 'pages with this tag'],
  ['path:Places', 'pages whose path begins with this'],
  ['-weir', 'pages without this word'],
];

/** What can be typed. */
export const appendTips = (parent) => {
  const section = append(parent, 'section');
  section.className = 'tips';
  append(section, 'p', 'Finds titles, headings, text and paths, from the first letters on.');
  const dl = append(section, 'dl');
  for (const [example, meaning] of TIPS) {
    const entry = append(dl, 'div');
    append(append(entry, 'dt'), 'code', example);
    append(entry, 'dd', meaning);
  }
};
