import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Entry {
  payload: AdapterPayload;
  expiresAtMs: number;
}

/**
 * Keeps what one provider remembers. The library's own memory is shared by all providers of a process, and so would be their
 * sessions.
 */
export function memoryAdapters(): AdapterFactory {
  const entries = new Map<string, Entry>();

  return (model): Adapter => {
    const keyOf = (id: string) => `${model}:${id}`;
    const find = async (id: string) => {
      const entry = entries.get(keyOf(id));
      return entry && entry.expiresAtMs > Date.now() ? entry.payload : undefined;
    };
    const findBy = async (member: 'uid' | 'userCode', value: string) => {
      const ofModel = [...entries].filter(([key]) => key.startsWith(keyOf('')));
      return ofModel.map(([, { payload }]) => payload).find((payload) => payload[member] === value);
    };
    return {
      find,
      findByUid: (uid) => findBy('uid', uid),
      findByUserCode: (userCode) => findBy('userCode', userCode),
      async upsert(id, payload, expiresIn) {
        const expiresAtMs = expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY;
        entries.set(keyOf(id), { payload, expiresAtMs });
      },
      async consume(id) {
        const payload = await find(id);
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        entries.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of entries) {
          if (key.startsWith(keyOf('')) && payload.grantId === grantId) entries.delete(key);
        }
      },
    };
  };
}
