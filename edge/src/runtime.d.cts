// What the deployed function uses of its engine beyond the language, and no more:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html

interface EdgeBytes {
  readonly length: number;
  toString(encoding?: 'utf8' | 'base64url'): string;
}

declare const Buffer: {
  from(text: string, encoding: 'base64' | 'base64url'): EdgeBytes;
};

interface EdgeDigest {
  update(text: string): EdgeDigest;
  digest(encoding: 'base64url'): string;
}

declare module 'crypto' {
  const crypto: {
    createHash(algorithm: 'sha256'): EdgeDigest;
    createHmac(algorithm: 'sha256', key: EdgeBytes): EdgeDigest;
  };
  export default crypto;
}
