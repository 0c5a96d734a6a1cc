import { MemoryObjectStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { DEPLOYMENT_KEY, encodeDeployment, readDeployment, siteRecordOf } from './deployment.ts';

const DEPLOYMENT = {
  origin: 'https://wiki.example',
  keyValueStore: 'arn:aws:cloudfront::123456789012:key-value-store/3f1c1c3e-8b0e-4d6a-9a51-0c5f7f1d2e11',
  region: 'us-east-1',
};

async function storeWith(text: string): Promise<MemoryObjectStore> {
  const store = new MemoryObjectStore();
  await store.put(DEPLOYMENT_KEY, text);
  return store;
}

describe('the record of a deployment', () => {
  it('is read as it was written', async () => {
    expect(await readDeployment(await storeWith(encodeDeployment(DEPLOYMENT)))).toEqual(DEPLOYMENT);
  });

  it('is missing from a bucket that was filled by hand', async () => {
    expect(await readDeployment(new MemoryObjectStore())).toBeUndefined();
  });

  it('may grow: what is not known is left out', async () => {
    const store = await storeWith(JSON.stringify({ ...DEPLOYMENT, later: 1 }));
    expect(await readDeployment(store)).toEqual(DEPLOYMENT);
  });

  it.each([
    ['no JSON', 'garbage', 'origin, keyValueStore, region'],
    ['null', 'null', 'origin, keyValueStore, region'],
    ['an array', '[]', 'origin, keyValueStore, region'],
    ['an origin with a slash', JSON.stringify({ ...DEPLOYMENT, origin: 'https://wiki.example/' }), 'origin'],
    ['an origin of another scheme', JSON.stringify({ ...DEPLOYMENT, origin: 'ftp://wiki.example' }), 'origin'],
    ['another ARN', JSON.stringify({ ...DEPLOYMENT, keyValueStore: 'arn:aws:s3:::wikis' }), 'keyValueStore'],
    ['a number for a region', JSON.stringify({ ...DEPLOYMENT, region: 1 }), 'region'],
  ])('is refused when it is garbled (%s), with the fields that are wrong', async (_how, text, fields) => {
    await expect(readDeployment(await storeWith(text))).rejects.toMatchObject({
      code: 'record-garbled',
      message: `control/deployment.json can't be used: ${fields} missing or malformed. Deploy again: it is written anew.`,
    });
  });

  it("makes the site's own origin the issuer and the audience of its tokens", () => {
    expect(siteRecordOf(DEPLOYMENT)).toEqual({
      iss: 'https://wiki.example',
      aud: 'https://wiki.example',
      signIn: '/auth/sign-in',
      origin: 'https://wiki.example',
    });
  });
});
