// Preloaded with --import: names under `.test` are of this machine. An SDK puts the account in front of an endpoint's host, so an address won't do there.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const ADDRESS = { address: '127.0.0.1', family: 4 };
const { lookup } = dns;

dns.lookup = (name, options, callback) => {
  if (!name.endsWith('.test')) return lookup(name, options, callback);
  const tell = typeof options === 'function' ? options : callback;
  if (options.all) process.nextTick(tell, null, [ADDRESS]);
  else process.nextTick(tell, null, ADDRESS.address, ADDRESS.family);
};
syncBuiltinESMExports();
