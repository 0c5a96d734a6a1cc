// Run by njs after bundling: checks one token of input.json so many times, by HS256 as the edge does or by RS256.

// biome-ignore lint/style/useNodejsImportProtocol: njs knows its modules by their bare names only
import fs from 'fs';
import { isSignedBy, parseToken } from '../../../edge/src/token.js';
import { verifyRsa } from './rsa-verify.js';

function checkOnce(input) {
  if (input.algorithm === 'HS256') {
    const token = parseToken(input.token);
    return token !== undefined && isSignedBy(token, input.secret);
  }
  const dot = input.token.lastIndexOf('.');
  return verifyRsa(input.token.slice(0, dot), input.token.slice(dot + 1), input.key);
}

const input = JSON.parse(fs.readFileSync('input.json', 'utf8'));
let isGood = true;
for (let i = 0; i < input.times; i++) {
  isGood = isGood && checkOnce(input);
}
fs.writeFileSync('result.json', JSON.stringify(isGood));
