// Preloaded with --import: sends SIGINT to its own process once it has told the person at the terminal how to stop it.
const write = process.stdout.write.bind(process.stdout);

process.stdout.write = (chunk, ...rest) => {
  if (String(chunk).includes('Ctrl-C')) setImmediate(() => process.kill(process.pid, 'SIGINT'));
  return write(chunk, ...rest);
};
