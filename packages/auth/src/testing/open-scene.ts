import {
  type KeyValueStore,
  type ManualClock,
  MemoryObjectStore,
  manualClock,
  type ObjectStore,
  openKeyValueStore,
  seededRandom,
} from '@holt/storage';
import { type AgentTokens, openAgentTokens } from '../agent-tokens.ts';
import { type KeyRing, openKeyRing } from '../key-ring.ts';

export const START_SECONDS = Date.UTC(2026, 10, 20) / 1000;
export const RULES = { issuer: 'https://holt.example', audience: 'https://holt.example/mcp' };

export interface Scene {
  store: ObjectStore;
  keyValues: KeyValueStore;
  clock: ManualClock;
  ring: KeyRing;
  tokens: AgentTokens;
}

export interface SceneOptions {
  store?: ObjectStore;
  clock?: ManualClock;
  seed?: number | string;
}

/** A process with a key ring and agents' tokens; the keys and marks are an object of the same store. */
export function openScene(options: SceneOptions = {}): Scene {
  const { store = new MemoryObjectStore(), clock = manualClock(START_SECONDS * 1000), seed = 1 } = options;
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const ring = openKeyRing({ keyValues, random: seededRandom(seed), clock });
  return { store, keyValues, clock, ring, tokens: openAgentTokens({ store, keyValues, ring, ...RULES }) };
}
