const HIDDEN = '[hidden]';

/** What no failure should name, but a library's message may. None takes a quote or a backslash, so JSON stays JSON. */
const FORMS: readonly [form: RegExp, shown: string][] = [
  // A JWT, signed or encrypted.
  [/\bey[\w-]{8,}(?:\.[\w-]*){1,4}/g, HIDDEN],
  [/\b(bearer|basic|dpop) +[\w.~+/=-]{6,}/gi, `$1 ${HIDDEN}`],
  [/(__(?:host|secure)-[\w-]+)=[^;,\s"\\]*/gi, `$1=${HIDDEN}`],
  // In a query or a form.
  [
    /\b(code|state|nonce|[a-z_]*token|[a-z_]*secret|code_verifier|x-amz-(?:signature|security-token|credential))=[^&;,\s"\\]+/gi,
    `$1=${HIDDEN}`,
  ],
];

/**
 * Makes a function that takes tokens, cookies, and these secrets, out of a text. It is the last net: nothing that logs should be given any.
 * @param secrets shorter than 8 characters they are no secrets
 */
export function hideSecrets(secrets: readonly (string | undefined)[]): (text: string) => string {
  const known = secrets.filter((secret) => secret !== undefined && secret.length >= 8);
  // As they look inside JSON.
  const forms = new Set(known.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)] as string[]));
  return (text) => {
    let shown = text;
    for (const secret of forms) shown = shown.replaceAll(secret, HIDDEN);
    for (const [form, replacement] of FORMS) shown = shown.replace(form, replacement);
    return shown;
  };
}
