export { type ProviderOptions, type ProviderUser, startProvider, type TestProvider } from './start-provider.ts';
