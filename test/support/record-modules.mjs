// Preloaded with --import: writes the URL of every module that is loaded to the file that HOLT_TEST_MODULES names.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(process.env.HOLT_TEST_MODULES, `${url}\n`);
    return nextLoad(url, context);
  },
});
