import { checkAccessRecord, type PathRule } from '@holt/edge';
import { WikiError } from './errors.ts';

/**
 * Each rule by itself, so that the one that is wrong is named; what is wrong with all of them together, the record's own check tells.
 * @throws WikiError `invalid-request`
 */
export function checkRules(rules: readonly PathRule[]): void {
  for (const rule of rules) {
    const problem = checkAccessRecord({ public: false, rules: [rule], since: 0 });
    if (problem === '') continue;
    const shown = JSON.stringify(rule).slice(0, 100).toWellFormed();
    throw new WikiError('invalid-request', `The rule ${shown} can't be kept. ${problem}`, { rule });
  }
}
