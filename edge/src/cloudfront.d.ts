/** The module that CloudFront Functions offer for their key-value store. */
declare module 'cloudfront' {
  const cf: {
    kvs(): {
      /** Rejects when the store has no such key, and when it can't be read: nothing tells which. */
      get(key: string): Promise<string>;
      exists(key: string): Promise<boolean>;
    };
  };
  export default cf;
}
