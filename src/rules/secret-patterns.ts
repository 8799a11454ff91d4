/** Kinds of secrets that can be told from a text alone, with what a person would call them. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i, 'a password in a URL'],
  [/(?:^|[;,&?\s])(?:password|passwd|pwd|secret|sasl\.password)\s*=\s*[^;,&\s{}$]{3,}/i, 'a password'],
  [/\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)\s*=\s*[A-Za-z0-9+/=%]{8,}/i, 'an access key'],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, 'a private key'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, 'an AWS access key'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, 'a GitHub token'],
  [/\bgithub_pat_[A-Za-z0-9_]{40,}\b/, 'a GitHub token'],
  [/\bglpat-[A-Za-z0-9_-]{20,}\b/, 'a GitLab token'],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10,}\b/, 'a Slack token'],
  [/\bhooks\.slack\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]+/, 'a Slack webhook'],
  [/\b[rs]k_live_[A-Za-z0-9]{16,}\b/, 'a Stripe key'],
  [/\bAIza[A-Za-z0-9_-]{35}\b/, 'a Google API key'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'an npm token'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/, 'a JSON web token'],
  [/\bbearer\s+[A-Za-z0-9._~+/-]{16,}/i, 'a bearer token'],
];

/** What every one of the patterns has in it: most texts are passed over with one look. */
const marks =
  /:\/\/|=|PRIVATE KEY|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox|hooks\.slack|k_live_|AIza|npm_|eyJ|bearer/i;

/** What kind of secret a text holds: "a password in a URL". The secret itself is never part of the answer. */
export function secretIn(text: string): string | undefined {
  if (text.length < 8 || !marks.test(text)) return undefined;
  return patterns.find(([pattern]) => pattern.test(text))?.[1];
}

/** True for keys whose value is a secret, whatever it looks like: `password`, `clientSecret`, `api_key`. */
export function isSecretKey(key: string): boolean {
  const plain = key.toLowerCase().replace(/[-_.]/g, '');
  return secretKeys.some((ending) => plain.endsWith(ending));
}

const secretKeys = [
  'password',
  'passwd',
  'passphrase',
  'clientsecret',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
  'credential',
  'credentials',
  'connectionstring',
  'token',
];
