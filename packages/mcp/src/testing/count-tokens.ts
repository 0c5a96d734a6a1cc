import { encode } from 'gpt-tokenizer/encoding/o200k_base';

/** How many tokens a value is as JSON, by the encoding `o200k_base`. */
export function countTokens(value: unknown): number {
  return encode(JSON.stringify(value)).length;
}
