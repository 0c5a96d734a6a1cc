/** Somebody whom the provider has identified. */
export interface Identity {
  /** The provider's `sub`: never given to anybody else. */
  subject: string;
  /** In lower case, and only when the provider says that it is verified: roles are granted to addresses. */
  email?: string;
  /** How the provider calls them; becomes the author of what they write. */
  name?: string;
}
