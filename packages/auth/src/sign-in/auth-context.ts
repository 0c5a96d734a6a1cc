import type { AuthHandlerOptions } from './create-auth-handler.ts';
import type { Provider } from './open-provider.ts';
import type { Notes } from './signed-note.ts';

/** What all steps of signing in and out work with. */
export interface AuthContext extends Omit<AuthHandlerOptions, 'origin' | 'log'> {
  /** The main origin: the one that the provider knows. */
  mainOrigin: string;
  notes: Notes;
  /** @throws Error on a site of one machine, which has no provider */
  provider: () => Promise<Provider>;
  log: (message: string, error?: unknown) => void;
}
