import type { Path } from '../../../diagnostics/diagnostic.ts';
import { suggest } from '../../../diagnostics/suggest.ts';
import type { Explanation } from './explanation.ts';
import { keyMeant } from './key-synonyms.ts';
import { childOf, keysOf, shapeAt, tagsOf, valueAt } from './shape-schema.ts';
import { whereKeyBelongs } from './where-keys-belong.ts';
import { alternatives, listKeys, showValue, thingOf } from './wording.ts';

/** Keys that hold what no file of a design may contain. */
const credentials = [
  'password',
  'passwd',
  'pwd',
  'username',
  'user',
  'login',
  'token',
  'apiKey',
  'accessKey',
  'accessKeyId',
  'secretKey',
  'secretAccessKey',
  'clientId',
  'clientSecret',
  'connectionString',
  'credentials',
  'cert',
  'certificate',
  'privateKey',
  'saslUsername',
  'saslPassword',
];

/** Maps that say how to reach something. */
const connections = [
  'auth',
  'kafkaAuth',
  'brokerConnection',
  'databaseServer',
  'registry',
  'tracing',
  'secrets',
  'environment',
];

/** Puts a key into words that the map at `path` does not have. */
export function explainUnknownKey(path: Path, key: string, root: unknown): Explanation {
  const { node, kind } = shapeAt(root, path);
  const map = valueAt(root, path);
  const value = childOf(map, key);
  const base = { code: 'unknown-key', path: [...path, key], onKey: true } as const;
  const isOption = kind === 'generatorOptions';
  const message = isOption
    ? `${path.at(-1)} has no option ${listKeys([key])}`
    : `${listKeys([key])} is not a key of ${thingOf(kind)}`;

  if (connections.includes(kind) && (credentials.includes(key) || (/auth$/i.test(kind) && key === 'key'))) {
    return explainCredential(path, key);
  }
  if (kind === 'brokerConnection' && node.discriminator !== undefined) {
    // Which keys it has depends on the type, which is missing or wrong itself.
    return {
      ...base,
      message,
      help: `the types of brokers are ${alternatives(tagsOf(node))}`,
      cause: 'type',
    };
  }
  const known = keysOf(node);
  const free = known.filter((each) => childOf(map, each) === undefined);
  if (value === null && isRestOfText(map, key, known)) {
    return {
      ...base,
      message: `${showValue(key)} has no value: a comma ends a text inside \`{ }\``,
      help: 'quote the text, or write the map in lines',
      cause: 'comma',
    };
  }
  const belonging = whereKeyBelongs({ kind, key, path, value, root });
  if (belonging !== undefined) return { ...base, ...belonging };
  const meant = keyMeant(kind, key, known) ?? suggest(key, free) ?? suggest(key, known);
  if (meant !== undefined) {
    const taken = !free.includes(meant);
    return {
      ...base,
      message: `${message}; did you mean ${meant}?`,
      ...(taken
        ? { help: `${listKeys([meant])} is already there` }
        : { mend: { safe: false, text: meant }, meant: [meant] }),
    };
  }
  if (key.startsWith('x-')) {
    return { ...base, message, help: 'keys of your own stand inside JSON Schemas only' };
  }
  const all = `its ${isOption ? 'options' : 'keys'} are ${listKeys(known)}`;
  return { ...base, message, help: known.length === 0 ? 'leave it out' : all };
}

function explainCredential(path: Path, key: string): Explanation {
  return {
    code: 'plain-secret',
    path: [...path, key],
    onKey: true,
    message: `\`${key}\` never stands in a design`,
    help: `name a secret of the environment's store: \`auth: { type: ${authTypeOf(key)}, secret: … }\``,
    cause: 'secret',
    meant: ['type', 'secret'],
  };
}

function authTypeOf(key: string): string {
  if (key === 'token' || key === 'apiKey') return 'token';
  if (key === 'connectionString') return 'connection-string';
  if (key === 'clientId' || key === 'clientSecret') return 'oidc';
  if (/^(access|secret)/.test(key)) return 'aws-iam';
  if (/^(cert|privateKey)/.test(key)) return 'mtls';
  return 'password';
}

/** Whether a key without value is what a comma cut from the text before it: `{ description: Messages, and figures }`. */
function isRestOfText(map: unknown, key: string, known: readonly string[]): boolean {
  if (/\s/.test(key.trim())) return true;
  const keys = Object.keys(map as object);
  const before = keys.slice(0, keys.indexOf(key)).findLast((each) => childOf(map, each) !== null);
  return (
    before !== undefined && typeof childOf(map, before) === 'string' && suggest(key, known) === undefined
  );
}
