/** The module that CloudFront Functions offer for their key-value store. */
declare module 'cloudfront' {
  const cf: {
    kvs(): {
      /** Rejects when the store has no such key. */
      get(key: string): Promise<string>;
    };
  };
  export default cf;
}
