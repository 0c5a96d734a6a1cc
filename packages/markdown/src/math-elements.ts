import type { Schema } from 'hast-util-sanitize';

const LENGTH = /^-?\d{0,4}(?:\.\d{0,6})?(?:em|ex|px|pt|mu|%)?$/;
const COLOR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,20})$/i;
const SWITCH: [true, false, 'true', 'false'] = [true, false, 'true', 'false'];
const MO = ['stretchy', 'fence', 'separator', 'symmetric', 'largeop', 'movablelimits', 'accent'];
const SPACING = ['lspace', 'rspace', 'minsize', 'maxsize'];

type Attributes = NonNullable<Schema['attributes']>[string];

const COMMON: Attributes = [
  ['mathcolor', COLOR],
  ['mathbackground', COLOR],
  ['displaystyle', ...SWITCH],
  ['scriptlevel', /^[+-]?\d$/],
];

/** The elements of MathML that formulas become, with their attributes. https://w3c.github.io/mathml-core/ */
export const MATH_ATTRIBUTES: Readonly<Record<string, Attributes>> = {
  math: [...COMMON, ['display', 'block', 'inline']],
  mrow: COMMON,
  mi: [...COMMON, ['mathvariant', 'normal']],
  mn: COMMON,
  mo: [
    ...COMMON,
    ...MO.map((name): [string, ...(string | boolean)[]] => [name, ...SWITCH]),
    ...SPACING.map((name): [string, RegExp] => [name, LENGTH]),
    ['form', 'prefix', 'infix', 'postfix'],
  ],
  mtext: COMMON,
  mspace: [...COMMON, ['width', LENGTH], ['height', LENGTH], ['depth', LENGTH]],
  msub: COMMON,
  msup: COMMON,
  msubsup: COMMON,
  munder: [...COMMON, ['accentunder', ...SWITCH]],
  mover: [...COMMON, ['accent', ...SWITCH]],
  munderover: [...COMMON, ['accent', ...SWITCH], ['accentunder', ...SWITCH]],
  mmultiscripts: COMMON,
  mprescripts: COMMON,
  mfrac: [...COMMON, ['linethickness', LENGTH]],
  msqrt: COMMON,
  mroot: COMMON,
  mtable: COMMON,
  mtr: COMMON,
  mtd: [...COMMON, ['className', 'tml-left', 'tml-right'], ['columnSpan', /^\d{1,2}$/], ['rowSpan', /^\d{1,2}$/]],
  mstyle: COMMON,
  mphantom: COMMON,
  mpadded: [
    ...COMMON,
    ...['width', 'height', 'depth', 'lspace', 'voffset'].map((name): [string, RegExp] => [name, LENGTH]),
  ],
};
