#!/usr/bin/env node
import { UsageError } from './errors.ts';
import { reportError } from './report-error.ts';

const COMMANDS: Readonly<Record<string, () => Promise<(args: string[]) => Promise<void>>>> = {
  dev: async () => (await import('./commands/dev.ts')).dev,
  mcp: async () => (await import('./commands/mcp.ts')).mcp,
  import: async () => (await import('./commands/import.ts')).importFolder,
  export: async () => (await import('./commands/export.ts')).exportWiki,
  wiki: async () => (await import('./commands/wiki.ts')).wiki,
  grant: async () => (await import('./commands/grant.ts')).grant,
  revoke: async () => (await import('./commands/revoke.ts')).revoke,
  host: async () => (await import('./commands/host.ts')).host,
  keys: async () => (await import('./commands/keys.ts')).keys,
  token: async () => (await import('./commands/token.ts')).token,
  log: async () => (await import('./commands/log.ts')).log,
  restore: async () => (await import('./commands/restore.ts')).restore,
  revert: async () => (await import('./commands/revert.ts')).revert,
  verify: async () => (await import('./commands/verify.ts')).verify,
  reconcile: async () => (await import('./commands/reconcile.ts')).reconcile,
  rebuild: async () => (await import('./commands/rebuild.ts')).rebuild,
  fold: async () => (await import('./commands/fold.ts')).fold,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  smoke: async () => (await import('./commands/smoke.ts')).smoke,
  backup: async () => (await import('./commands/backup.ts')).backup,
};

const HELP = `holt: a wiki that agents write and people read

  holt dev [--port 8700] [--read-only] [--cached]
      serve all wikis on this machine; makes me/notes the first time.
      --cached keeps pages as long as CloudFront would, to see what readers see
  holt mcp [--wiki OWNER/NAME] [--read-only] [--name NAME] [--email ADDRESS] [--origin URL]
      serve agents over standard input and output, for a client that starts it by itself;
      NAME and ADDRESS are who commits, URL is where people read, to name pages by
  holt import DIR --wiki OWNER/NAME [--public|--private]
      take every page and attachment of a folder into a wiki, as one commit;
      leaves out what has a name that begins with a dot
  holt import --history DIR --wiki OWNER/NAME [--branch NAME] [--public|--private]
      take the commits of a git repository as they are; in a bucket a new wiki is private,
      on this machine open to whoever reaches its loopback address, unless asked otherwise
  holt export --wiki OWNER/NAME --to DIR
      write a wiki as a git repository with its files checked out
  holt wiki create OWNER/NAME --public|--private
  holt wiki set OWNER/NAME [--public|--private] [--rule PATH=LEVEL] [--no-rule PATH]
                           [--title-first|--no-title-first]
      open or close a wiki, or a page or folder of it, to public, reader, editor or owner;
      say that its links are written [[Title|Page]], or no longer: its pages are rendered anew
  holt wiki list | show OWNER/NAME | audit OWNER/NAME
      which wikis there are; who may read what in one; who changed that, and when
  holt wiki home OWNER/NAME
      have the site's own address, /, lead to a wiki

  holt grant WHO --wiki OWNER/NAME --role reader|editor|owner
  holt revoke WHO --wiki OWNER/NAME
      WHO is alice@example.com, @example.com (all of the domain) or sub:SUBJECT
  holt revoke --all-tokens --wiki OWNER/NAME
      end all tokens and sessions of a wiki that were made until now
  holt token --wiki OWNER/NAME --scope read|write|manage [--role reader|editor|owner]
             [--path PATH] [--ttl 30d, at most 366d] [--name NAME]
      print a token for an agent or for git; it is shown this once
  holt token list | revoke ID
  holt keys list | rotate | retire KID [--force]
      the keys that sign tokens; a rotation signs nobody out
  holt host set HOST OWNER[/NAME] | remove HOST | list
      hosts of the site that serve one owner's wikis only, or one wiki

  holt log --wiki OWNER/NAME [PATH] [--limit 20]
      tell the newest changes of a wiki, or of one page by whatever name it had
  holt restore PATH --wiki OWNER/NAME [--revision REVISION]
      bring a deleted page back, or a page as it was at a revision
  holt revert REVISION --wiki OWNER/NAME
      undo what one commit changed, by another commit

  holt verify [--wiki OWNER/NAME]
      prove that readers get and find what git holds, byte for byte, and that git is whole
  holt reconcile [--wiki OWNER/NAME]
      finish what a stopped process left unpublished, or did not bring to a deployed edge
  holt rebuild [--wiki OWNER/NAME]
      render everything anew and replace what differs; goes on where it was stopped
  holt fold [--wiki OWNER/NAME]
      pack what git holds, so that clones take few requests, and make a search index of
      all pages anew from what changed; dev does it by itself
  holt doctor
      tell what is configured, what is missing, and what to do; repairs nothing
  holt backup --to DIR|s3://BUCKET[/PREFIX] [--to-endpoint URL]
      copy what can't be rebuilt to an empty place, while others read and write

  holt smoke URL [--wiki OWNER/NAME] [--token TOKEN] [--json]
      check a site from outside: pages and their headers, refusals, handlers; with a token
      (or HOLT_TOKEN) of scope write also a page that is written, cloned and deleted again;
      takes none of the options below. Exits 1 when a check fails, and when the wiki that was
      named could not be read

All others take
  --data DIR          the folder that holds everything; default .holt
  --store s3://BUCKET[/PREFIX] [--endpoint URL]
                      instead of a folder, a bucket; credentials and region as for the AWS CLI.
                      Where a stage was deployed on it, keys, hosts and access are those of
                      its edge, and tokens are good there
  --json              print what was found out as JSON, one line a wiki

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
