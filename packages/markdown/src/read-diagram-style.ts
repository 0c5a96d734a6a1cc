const COLOR = /^(?:#[0-9a-f]{3}|#[0-9a-f]{6}|[a-z]{3,20})$/i;
const WIDTH = /^\d(?:\.\d)?(?:px)?$/;
const VALUES: Readonly<Record<string, RegExp>> = { fill: COLOR, stroke: COLOR, color: COLOR, 'stroke-width': WIDTH };

/**
 * A flowchart's line that gives colours or is without meaning in a picture (`click`), with only what is a plain colour or width left.
 * @returns undefined for any other line, an empty string for one that leaves nothing
 */
export function readStyle(line: string, reference: (id: string) => string): string | undefined {
  if (/^(?:click|accTitle|accDescr|title)[\s:]/.test(line)) return '';
  const [, kind, target, properties = ''] =
    /^(classDef|style|linkStyle|class)\s+(\S+(?:\s*,\s*\S+){0,50}?)\s+(.+)$/.exec(line) ?? [];
  if (kind === undefined || target === undefined) return undefined;
  const targets = target.split(',').map((part) => part.trim());
  if (kind === 'class') return `class ${targets.map(reference).join(',')} ${className(properties)}`;
  const kept = properties
    .replace(/;$/, '')
    .split(',')
    .map((pair) => pair.split(':').map((part) => part.trim()))
    .filter(([name = '', value = '']) => Object.hasOwn(VALUES, name) && VALUES[name]?.test(value))
    .map((pair) => pair.join(':'));
  if (kept.length === 0) return '';
  if (kind === 'style') return `style ${targets.map(reference).join(',')} ${kept.join(',')}`;
  if (kind === 'classDef') return targets.map((name) => `classDef ${className(name)} ${kept.join(',')}`).join('\n');
  return targets.every((part) => /^(?:default|\d{1,3})$/.test(part))
    ? `linkStyle ${targets.join(',')} ${kept.join(',')}`
    : '';
}

function className(text: string): string {
  return text.trim().replace(/;$/, '').replace(/\W/g, '_').slice(0, 60);
}
