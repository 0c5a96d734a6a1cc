export { edgeEvent, outcomeOf, type RequestParts } from './edge-request.ts';
export { matchesPattern } from './matches-pattern.ts';
export { randomHostileUrl, seededNumbers } from './random-paths.ts';
export { bearer, KEY, KEY_VALUES, NOW_SECONDS, SITE, token } from './request-cases.ts';
export { runBatchInVm } from './run-batch-in-vm.ts';
export { type EdgeCase, hasNjs, inNjsFolder, repeatScript } from './run-in-njs.ts';
export { encodePart, signParts, signToken, type TestKey } from './sign-token.ts';
export { goodClaims, type TokenCase, type TokenCaseOptions, tokenCases } from './token-cases.ts';
