import { AuthError, cleanUpTokens, openAgentTokens, openKeyRing } from '@holt/auth';
import { SITE_KEY } from '@holt/edge';
import { maintainWikis, openAccessSettings, openWikis, type Published, publishAssets, type Wiki } from '@holt/wiki';
import type { MaintenanceHandlerOptions } from './create-maintenance-handler.ts';
import type { MaintenanceTask } from './maintenance-event.ts';

export interface Maintenance {
  /** @throws whatever failed */
  run(task: MaintenanceTask): Promise<void>;
  /** Publishes these wikis, and folds them when that is due. @throws AggregateError when every one has had its turn */
  publish(ids: ReadonlySet<string>): Promise<void>;
}

type MaintenanceOptions = Required<MaintenanceHandlerOptions> & {
  tellPublished: (wiki: string, published: Published) => void;
};

/** What the maintenance does. */
export function openMaintenance(options: MaintenanceOptions): Maintenance {
  const { store, keyValues, clock, site, log, tell, tellPublished } = options;
  const wikis = openWikis(options);
  const ring = openKeyRing(options);

  async function eachWiki(ids: Iterable<string>, what: string, work: (wiki: Wiki) => Promise<void>): Promise<void> {
    const failures: unknown[] = [];
    for (const id of ids) {
      try {
        await work(await wikis.open(id));
      } catch (error) {
        log(`${id} could not be ${what}: ${error instanceof Error ? error.message : String(error)}`, error);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} wikis could not be ${what}.`);
  }

  async function repairKeyValues(how?: { ifDue: boolean }): Promise<void> {
    const { changed = 0 } = (await keyValues.repair?.(how)) ?? {};
    if (changed > 0) tell('brought the key values to the edge', { changed });
  }

  const tasks: Record<MaintenanceTask, () => Promise<void>> = {
    maintain: () =>
      eachStep([
        () => maintainWikis({ wikis, access: openAccessSettings(options) }, log, tellPublished),
        () => cleanUpTokens(store, keyValues, clock),
      ]),

    async fold() {
      const ids = (await wikis.list()).map(({ id }) => id);
      await eachWiki(ids, 'folded', async (wiki) => void (await wiki.fold({ ifDue: true })));
    },

    async 'rotate-keys'() {
      const tokens = openAgentTokens({ store, keyValues, ring, issuer: site.iss, audience: site.aud });
      try {
        const { kid, retired } = await ring.rotate({ tokens });
        tell('made a new signing key', { kid, ...(retired === undefined ? {} : { retired }) });
      } catch (error) {
        // Of two rotations the second waits until nothing is left that the older key signed: the schedule comes again.
        if (!(error instanceof AuthError && error.code === 'key-in-use')) throw error;
        tell(`made no new signing key: ${error.message}`);
      }
    },

    async 'set-up'() {
      await ring.ensure();
      const entry = JSON.stringify(site);
      if ((await keyValues.get(SITE_KEY)) !== entry) await keyValues.update({ put: { [SITE_KEY]: entry } });
      await repairKeyValues();
      await publishAssets(store);
      tell('set up the site', { origin: site.origin });
    },
  };

  /** Whatever is to be done, an update that did not come through to the edge is brought there first: a key, or what was revoked. */
  const afterRepair = (work: () => Promise<void>) => eachStep([() => repairKeyValues({ ifDue: true }), work]);

  return {
    run: (task) => afterRepair(tasks[task]),
    publish: (ids) =>
      afterRepair(() =>
        eachWiki(ids, 'published', async (wiki) => {
          await wiki.publish({ onPublished: (published) => tellPublished(wiki.id, published) });
          await wiki.fold({ ifDue: true });
        }),
      ),
  };
}

/** Every step has its turn, whatever becomes of those before it. @throws the one failure, or AggregateError of all */
async function eachStep(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} parts of the maintenance failed.`);
  if (failures.length === 1) throw failures[0];
}
