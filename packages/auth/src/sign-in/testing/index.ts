export {
  type AuthorizationServerOptions,
  startAuthorizationServer,
  type TestAuthorizationServer,
} from '../../resource/testing/start-authorization-server.ts';
export { type FalseIssuer, signToken, startFalseIssuer } from '../../resource/testing/start-false-issuer.ts';
export { openBrowser, type TestBrowser } from './open-browser.ts';
export { type ProviderOptions, type ProviderUser, startProvider, type TestProvider } from './start-provider.ts';
