/** Properties that a page can't have, or front matter that can't take them. The message says what to do. */
export class PropertiesError extends TypeError {
  override readonly name = 'PropertiesError';
}
