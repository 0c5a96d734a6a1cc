import type { SeededDice } from './seeded-dice.ts';

/** Paths of pages with what makes links hard to write. */
export const PATHS: readonly string[] = [
  ...['Home', 'Old', 'New_Page', 'folder/Page', 'folder/Old', 'folder/deep/Page', 'other/A_long_name', 'Ärger/Größe'],
  ...['a_(b)', 'a)b', 'A&amp;B', "It's_so", 'notes.txt', '_x_', '日本/語', 'a~b=c', 'folder', 'Page.v2'],
];

const SUFFIXES = ['', '', '#part', '?a=b', '#A%20part'];
const BLOCKS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => `- ${line}`,
  (line) => `> ${line}`,
  (line) => `> [!note] ${line}\n> text`,
  (line) => `# ${line}`,
  (line) => `1. a\n   - ${line}`,
  (line) => `| a | b |\n| - | - |\n| ${line.replaceAll('|', '\\|')} | b |`,
  (line) => `::: note\n${line}\n:::`,
  (line) => `*${line}* ==b==`,
  (line) => `\`\`\`\n${line}\n\`\`\``,
  (line) => `<!-- ${line} -->`,
  (line) => `text \`${line}\``,
];

/** A page full of links in every form, some where no links are. Links that show their path have a text of their own. */
export function randomPage(dice: SeededDice, { withHtml }: { withHtml: boolean }): string {
  const definitions: string[] = [];
  const blocks = Array.from({ length: 1 + dice.below(6) }, () => {
    const links = Array.from({ length: 1 + dice.below(3) }, () => randomLink(dice, definitions, withHtml));
    return dice.pick(BLOCKS)(links.join(dice.pick([' ', ' and ', ', '])));
  });
  return [dice.pick(['', '---\ntitle: a\n---']), ...blocks, ...definitions].join('\n\n');
}

function randomLink(dice: SeededDice, definitions: string[], withHtml: boolean): string {
  const destination = randomDestination(dice);
  switch (dice.below(withHtml ? 8 : 7)) {
    case 0:
    case 1:
      return `[[${dice.pick(['', '', './', '../', '/'])}${wikiPath(dice)}${dice.pick(['', '#Part'])}|text]]`;
    case 2:
      return `![[${wikiPath(dice)}|text]]`;
    case 3:
      return `![text](${destination})`;
    case 4: {
      const label = `r${definitions.length}`;
      definitions.push(`[${label}]: ${destination} "title"`);
      return `[text][${label}]`;
    }
    case 5:
    case 6:
      return `[text](${destination}${dice.pick(['', ' "title"'])})`;
    default:
      return `<a href="${destination.replace(/^<|>$/g, '').replace(/&/g, '&amp;')}">text</a>`;
  }
}

function wikiPath(dice: SeededDice): string {
  const path = dice.pick(PATHS);
  const written = path.includes('.') ? `${path}.md` : path;
  const spaced = path.startsWith('_') ? written : written.replaceAll('_', ' ');
  return dice.pick([written, spaced]);
}

function randomDestination(dice: SeededDice): string {
  const path = `${dice.pick(['', './', '../', '/'])}${dice.pick(PATHS)}${dice.pick(['', '.md'])}`;
  const suffix = dice.pick(SUFFIXES);
  const encoded = encodeURI(path).replace(/[&()'*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  const inAngles = `<${path.replace('&', '%26').replaceAll('_', '%20')}${suffix}>`;
  return dice.pick([encoded + suffix, inAngles]);
}
