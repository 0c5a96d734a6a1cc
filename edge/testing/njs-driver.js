// Appended to a built edge function and run by njs: gives it every case of cases.json, writes results.json.

import cfForTests from 'cloudfront';
// biome-ignore lint/style/useNodejsImportProtocol: njs knows its modules by their bare names only
import fs from 'fs';

async function runAll(cases) {
  const results = [];
  for (let i = 0; i < cases.length; i++) {
    const nowSeconds = cases[i].nowSeconds;
    cfForTests.use(cases[i].keyValues, cases[i].failing || []);
    if (nowSeconds !== undefined) {
      Date.now = () => nowSeconds * 1000;
    }
    const result = await handler(cases[i].event);
    results.push(result);
  }
  return results;
}

runAll(JSON.parse(fs.readFileSync('cases.json', 'utf8'))).then((results) => {
  fs.writeFileSync('results.json', JSON.stringify(results));
});
