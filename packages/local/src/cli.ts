#!/usr/bin/env node
import { UsageError } from './errors.ts';
import { reportError } from './report-error.ts';

const COMMANDS: Readonly<Record<string, () => Promise<(args: string[]) => Promise<void>>>> = {
  dev: async () => (await import('./commands/dev.ts')).dev,
  import: async () => (await import('./commands/import.ts')).importFolder,
  export: async () => (await import('./commands/export.ts')).exportWiki,
  wiki: async () => (await import('./commands/wiki.ts')).wiki,
  token: async () => (await import('./commands/token.ts')).token,
};

const HELP = `holt: a wiki that agents write and people read

  holt dev [--port 8700] [--data .holt] [--read-only] [--json]
      serve all wikis on this machine; makes me/notes the first time
  holt import DIR --wiki OWNER/NAME [--data .holt] [--private] [--json]
      take every page and attachment of a folder into a wiki, as one commit
  holt export --wiki OWNER/NAME --to DIR [--data .holt] [--json]
      write a wiki as a git repository with its files checked out
  holt wiki create|set OWNER/NAME --public|--private [--data .holt]
  holt wiki list [--data .holt] [--json]
  holt token --wiki OWNER/NAME --scope read|write [--ttl 30d] [--data .holt] [--json]
      print a token for an agent

Exit status: 0 done; 1 the work failed, nothing is half-done; 2 wrong usage.
`;

async function main([command, ...args]: string[]): Promise<void> {
  if (
    command === undefined ||
    command === 'help' ||
    command === '--help' ||
    command === '-h' ||
    args.includes('--help')
  ) {
    process.stdout.write(HELP);
    return;
  }
  const load = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (load === undefined) throw new UsageError(`There is no command "${command}". \`holt help\` lists them.`);
  const run = await load();
  await run(args);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = reportError(error);
}
