import { DEPLOYMENT_KEY, type Deployment, encodeDeployment, readDeployment } from '@holt/lambda/deployment';
import { ROBOTS_TEXT } from '@holt/site';
import { expect, test } from 'vitest';
import { callTool } from './call-tool.ts';
import { openDeployment } from './open-deployment.ts';
import { ORIGIN } from './serve-deployment.ts';
import { signInAndMakeWiki } from './sign-in-and-make-wiki.ts';

/** As Amazon S3 tells of it. */
const putOf = (key: string) => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventName: 'ObjectCreated:Put',
      s3: {
        s3SchemaVersion: '1.0',
        bucket: { name: 'den' },
        object: { key, size: 59, sequencer: '0055AED6DCD90281E5' },
      },
    },
  ],
});

const scheduled = { version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

test('a site is set up once, however often that is asked for: its first key, its entry and what all wikis share', async () => {
  const site = await openDeployment();
  const maintenance = await site.running('maintenance');
  await maintenance.invoke({ task: 'set-up' });
  const entries = new Map(site.keyValueService.entries);
  expect(JSON.parse(entries.get('site') ?? '')).toMatchObject({ iss: ORIGIN, aud: ORIGIN, signIn: '/auth/sign-in' });
  expect([...entries.keys()].filter((key) => key.startsWith('key:'))).toHaveLength(1);
  await maintenance.invoke({ task: 'set-up' });
  expect(site.keyValueService.entries).toEqual(entries);
  const robots = await site.fetch(new Request(`${ORIGIN}/robots.txt`));
  expect(await robots.text()).toBe(ROBOTS_TEXT);
});

test('a site that was given another address is set up at that one, also by a process that began before', async () => {
  const site = await openDeployment();
  const maintenance = await site.running('maintenance');
  await maintenance.invoke({ task: 'set-up' });
  const { keyValueStore, region } = (await readDeployment(site.store)) as Deployment;
  const origin = 'https://another.example';
  await site.store.put(DEPLOYMENT_KEY, encodeDeployment({ origin, keyValueStore, region }));
  await maintenance.invoke({ task: 'set-up' });
  expect(JSON.parse(site.keyValueService.entries.get('site') ?? '')).toMatchObject({
    iss: origin,
    aud: origin,
    origin,
  });
});

test('what a writer that died has committed is published by the notification, and how late that is is told', async () => {
  const site = await openDeployment();
  const { token, session } = await signInAndMakeWiki(site);
  site.s3.denyPuts('fragments');
  const written = await callTool(site.fetch, token, 'write_page', { path: 'Plan', content: '# Plan\n' });
  expect(written.data).toMatchObject({ committed: true, published: false });
  site.s3.denyPuts(undefined);
  const page = new Request(`${ORIGIN}/team/notes/Plan`, { headers: { cookie: `__Host-holt=${session}` } });
  expect((await site.fetch(page)).status).toBe(404);

  const maintenance = await site.running('maintenance');
  await maintenance.invoke(putOf('git/team/notes/info/refs'));
  expect((await site.fetch(page)).status).toBe(200);
  const lines = maintenance
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const told = lines.filter((line) => 'publishLagSeconds' in line);
  expect(told).toMatchObject([{ level: 'info', wiki: 'team/notes', publishLagSeconds: expect.any(Number) }]);

  await maintenance.invoke(putOf('git/team/notes/info/refs'));
  expect(maintenance.log().match(/publishLagSeconds/g)).toHaveLength(1);
});

test('schedules, and the event that S3 sends first, are done', async () => {
  const site = await openDeployment();
  await signInAndMakeWiki(site);
  const maintenance = await site.running('maintenance');
  for (const event of [{}, scheduled, { task: 'fold' }, { Event: 's3:TestEvent', Bucket: 'den' }]) {
    expect(await maintenance.invoke(event)).toBe(null);
  }
});

test('a second rotation waits for what the older key has signed, which is no failure', async () => {
  const site = await openDeployment();
  await signInAndMakeWiki(site);
  const maintenance = await site.running('maintenance');
  await maintenance.invoke({ task: 'rotate-keys' });
  await maintenance.invoke({ task: 'rotate-keys' });
  const keys = [...site.keyValueService.entries.keys()].filter((key) => key.startsWith('key:'));
  expect(keys).toHaveLength(2);
  expect(maintenance.log()).toContain('made no new signing key');
});

test('an event that can not be done fails with its name, and the next one is done', async () => {
  const site = await openDeployment();
  const maintenance = await site.running('maintenance');
  await expect(maintenance.invoke({ task: 'dig' })).rejects.toMatchObject({
    failure: { errorType: expect.stringContaining('Error'), errorMessage: expect.stringContaining('"dig"') },
  });
  await maintenance.invoke({ task: 'set-up' });
});
