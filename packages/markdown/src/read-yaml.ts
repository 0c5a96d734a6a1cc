import { type Document, isMap, isScalar, type ParsedNode, parseDocument } from 'yaml';
import { MAX_FRONT_MATTER_LENGTH } from './limits.ts';

/** More aliases than this would make a short text a huge value. */
const MAX_ALIASES = 50;

export interface FrontMatterYaml {
  document: Document.Parsed<ParsedNode>;
  /** The entries in order; maps inside are Maps, too. A value may hold itself by an alias. */
  values: Map<unknown, unknown>;
}

/**
 * Reads front matter as YAML 1.2.
 * @throws Error with a sentence that says why it can't be read, and what to do where that is known
 */
export function readYaml(source: string): FrontMatterYaml {
  if (source.length > MAX_FRONT_MATTER_LENGTH) {
    throw new Error(`The front matter is longer than ${MAX_FRONT_MATTER_LENGTH} characters: shorten it.`);
  }
  try {
    const document = parseDocument(source.toWellFormed(), { prettyErrors: true, logLevel: 'silent' });
    const problem = document.errors[0];
    if (problem !== undefined) throw problem;
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.value === null)) return { document, values: new Map() };
    if (!isMap(contents)) throw new Error('write one "name: value" to a line.');
    const values = document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES }) as Map<unknown, unknown>;
    return { document, values };
  } catch (error) {
    throw new Error(`The front matter is not valid YAML: ${firstLine(error)}`, { cause: error });
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]?.replace(/:$/, '.') ?? '';
}
