import { createRequire } from 'node:module';
import { join } from 'node:path';
import { loadConfig } from './bundle-config.ts';
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
  const resources: Omit<SynthResource, 'parent' | 'retainOnDelete'>[] = [];
  const failures: unknown[] = [];
  const options = new Map<string, TransformationArgs['opts']>();
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }: NewResourceArgs) {
        resources.push({ type, name, inputs: plainValue(inputs) as Properties });
        return { id: `${name}-id`, state: { ...computedProperties(type, name, inputs), ...inputs } };
      },
      call({ token }: { token: string }) {
        try {
          return answerCall(token);
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
      paths: { root, work: join(root, '.sst'), platform },
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
  };
}
