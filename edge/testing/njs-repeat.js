// Appended to the built viewer-request function and run by njs: answers one event of input.json so many times.

import cfForBench from 'cloudfront';
// biome-ignore lint/style/useNodejsImportProtocol: njs knows its modules by their bare names only
import fs from 'fs';

async function answerNothing(event) {
  return event.request;
}

async function repeat(input) {
  const run = input.isEmpty ? answerNothing : handler;
  cfForBench.use(input.keyValues, []);
  Date.now = () => input.nowSeconds * 1000;
  let result;
  for (let i = 0; i < input.times; i++) {
    result = await run(JSON.parse(input.event));
  }
  return result;
}

repeat(JSON.parse(fs.readFileSync('input.json', 'utf8'))).then((result) => {
  fs.writeFileSync('result.json', JSON.stringify(result));
});
