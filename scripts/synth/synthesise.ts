import crypto from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { loadConfig } from './bundle-config.ts';
import { startCommandServer } from './command-server.ts';
import { listFiles } from './list-files.ts';
import { answerCall, computedProperties, type Properties } from './mock-aws.ts';
import { plainValue } from './plain-value.ts';

export interface SynthResource {
  type: string;
  name: string;
  /** Name of the component that it is part of. */
  parent?: string;
  /** Survives the removal of the stage. */
  retainOnDelete: boolean;
  inputs: Properties;
}

export interface SynthGraph {
  app: { name: string; stage: string; home: string; removal: string; protect: boolean; providers: Properties };
  /** Sorted by type and name. */
  resources: SynthResource[];
  outputs: Properties;
  /** What each function runs: its handler, and SHA-256 of the files, by their paths. */
  code: Record<string, { handler: string; files: Record<string, string> }>;
}

/** The part of Pulumi that is used here; its own types come with SST's component source, which may not be there. */
interface Pulumi {
  runtime: {
    setMocks(mocks: object, project: string, stack: string, preview: boolean): Promise<void>;
    registerStackTransformation(transformation: (args: TransformationArgs) => undefined): void;
    runInPulumiStack(program: () => Promise<unknown>): Promise<unknown>;
  };
  output(value: unknown): { apply(take: (value: Properties) => void): void };
}

interface TransformationArgs {
  type: string;
  name: string;
  opts: { parent?: { __name?: string }; retainOnDelete?: boolean };
}

interface NewResourceArgs {
  type: string;
  name: string;
  inputs: Properties;
}

/**
 * What deploying a stage would make, from `sst.config.ts` and SST's real components. Only AWS is not real. Takes over the process: a
 * process makes one graph, and has to end by itself, since only then everything has been registered.
 * @throws Error when the stacks fail, or never settle
 */
export async function synthesise(root: string, stage: string): Promise<SynthGraph> {
  const platform = join(root, '.sst/platform');
  // The same copy that the components import.
  const pulumi: Pulumi = createRequire(join(platform, 'package.json'))('@pulumi/pulumi');
  // Where SST's command works is its own for each graph: several may be made at once.
  const work = mkdtempSync(join(root, '.sst/synth-'));
  process.once('exit', () => rmSync(work, { recursive: true, force: true }));
  const command = await startCommandServer();
  process.env.SST_SERVER = command.url;
  // SST ends physical names by random letters; here they are always the same.
  crypto.randomBytes = ((size: number) => Buffer.alloc(size)) as typeof crypto.randomBytes;
  const resources: Omit<SynthResource, 'parent' | 'retainOnDelete'>[] = [];
  const failures: unknown[] = [];
  const options = new Map<string, TransformationArgs['opts']>();
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }: NewResourceArgs) {
        resources.push({ type, name, inputs: withoutPath(plainValue(inputs) as Properties, work) });
        return { id: `${name}-id`, state: { ...computedProperties(type, name, inputs), ...inputs } };
      },
      call({ token, inputs }: { token: string; inputs: Properties }) {
        try {
          return answerCall(token, plainValue(inputs) as Properties);
        } catch (error) {
          // Pulumi passes it on without its message.
          failures.push(error);
          throw error;
        }
      },
    },
    'holt',
    stage,
    false,
  );

  const globals = {
    $app: { stage },
    $dev: false,
    $cli: {
      command: 'deploy',
      dev: false,
      paths: { root, work, platform },
      state: { version: {} },
    },
  };
  Object.assign(globalThis, globals);
  const { config, run } = await loadConfig(root);
  const app = Object.assign(globals.$app, await config.app({ stage }), { stage }) as SynthGraph['app'];

  process.on('unhandledRejection', (reason) => failures.push(reason));
  let outputs: Properties | undefined;
  const drained = new Promise<void>((resolve) => process.once('beforeExit', () => resolve()));
  pulumi.runtime
    .runInPulumiStack(async () => {
      const made = await run(() => {
        // Registered last, it sees what SST's own transformations made of the options.
        pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
          options.set(`${type} ${name}`, opts);
          return undefined;
        });
        return config.run();
      });
      pulumi.output(made).apply((value) => {
        outputs = value;
      });
      return made;
    })
    .catch((error) => failures.push(error));
  await drained;

  if (failures.length > 0) throw failures[0];
  const registered = new Set(resources.map(({ type, name }) => `${type} ${name}`));
  const waiting = [...options.keys()].filter((id) => !registered.has(id));
  if (outputs === undefined || waiting.length > 0) {
    throw new Error(`The stacks never settle; these wait for what comes after them: ${waiting.join(', ')}.`);
  }
  const { _protect, ...ownOutputs } = outputs;
  const code: SynthGraph['code'] = {};
  for (const [name, { handler, folder }] of [...command.built].sort(([a], [b]) => (a < b ? -1 : 1))) {
    code[name] = { handler, files: await listFiles(folder) };
  }
  return {
    app,
    resources: resources
      .map(({ type, name, inputs }) => {
        const { parent, retainOnDelete = false } = options.get(`${type} ${name}`) ?? {};
        return {
          type,
          name,
          ...(parent?.__name === undefined ? {} : { parent: parent.__name }),
          retainOnDelete,
          inputs,
        };
      })
      .sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1)),
    outputs: ownOutputs,
    code,
  };
}

/** The same wherever the project lies, and in every process. */
function withoutPath(inputs: Properties, work: string): Properties {
  return JSON.parse(JSON.stringify(inputs).replaceAll(work, '.sst'));
}
