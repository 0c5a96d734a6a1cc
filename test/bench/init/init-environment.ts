/** Enough for a handler to start; it is sent no event. */
export const INIT_ENVIRONMENT = {
  HOLT_BUCKET: 'measured',
  HOLT_ORIGIN_SECRET: 'measured-measured-measured-measured',
  HOLT_OIDC_ISSUER: 'https://provider.example',
  HOLT_OIDC_CLIENT_ID: 'holt',
} as const;
