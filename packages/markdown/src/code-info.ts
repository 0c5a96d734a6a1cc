export interface CodeInfo {
  /** In lower case; empty when there is none. */
  language: string;
  title: string;
  /** The first line's number, where lines are to be numbered. */
  firstNumber?: number;
  /** The first and last of the lines to point out, counted from 1. */
  marked: [from: number, to: number][];
}

const LANGUAGE = /^[^\s={}]{1,60}/;
const TITLE = /(?:^|[\s{,])(?:title|filename|caption)=(?:"([^"]{0,200})"|'([^']{0,200})'|([^\s"'}]{1,200}))/i;
// `python=`, `python=12` as in An Otter Wiki and HackMD; the words that other generators use.
const NUMBERS =
  /^[^\s={}]{0,60}=(\d{1,6})?(?=\s|$)|(?:^|[\s{,])(?:showLineNumbers|lineNumbers|linenums|ln)(?:=["']?(\d{1,6})|\{(\d{1,6})\})?/i;
const MARKED = /\{([\d,\s-]{1,200})\}|hl_lines="([\d\s-]{1,200})"/;

/** Reads what is behind the opening fence: `ts title="a.ts" showLineNumbers {1,4-6}`. What is not understood is left out. */
export function readCodeInfo(info: string): CodeInfo {
  const numbers = NUMBERS.exec(info);
  const title = TITLE.exec(info);
  const rest = numbers ? info.replace(numbers[0], ' ') : info;
  const marked = MARKED.exec(rest);
  const first = numbers?.slice(1).find((part) => part !== undefined) ?? '1';
  return {
    language: LANGUAGE.exec(info)?.[0].toLowerCase() ?? '',
    title: title?.slice(1).find((part) => part !== undefined) ?? '',
    ...(numbers ? { firstNumber: Number(first) } : {}),
    marked: readRanges(marked?.[1] ?? marked?.[2] ?? ''),
  };
}

function readRanges(text: string): [number, number][] {
  return text.split(/[,\s]+/).flatMap((part): [number, number][] => {
    const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? [];
    return from === undefined ? [] : [[Number(from), Number(to)]];
  });
}
