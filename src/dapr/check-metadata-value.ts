import type { Path } from '../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import { meant } from './fixes.ts';
import type { KnownMetadata } from './known.ts';
import type { Report, Resource } from './resource.ts';

/** Finds a value that is not of its type, none of the choices, or a secret in plain text. */
export function checkMetadataValue(
  resource: Resource,
  name: string,
  { type, values, sensitive }: KnownMetadata,
  value: unknown,
  path: Path,
  report: Report,
): void {
  if (typeof value === 'object') {
    report(
      'dapr-type',
      'error',
      resource.at(path),
      `metadata ${name} is a ${Array.isArray(value) ? 'list' : 'map'}; a text is expected`,
    );
    return;
  }
  const text = String(value);
  if (isFilledIn(text)) return;
  if (hasLogin.test(text) || (sensitive && isSecret(text))) {
    report(
      'dapr-plain-secret',
      'warning',
      resource.at(path),
      `metadata ${name} holds a secret in plain text`,
      'name a secret instead: secretKeyRef: { name: …, key: … }, and the store under auth.secretStore',
    );
    return;
  }
  if (text === '') return;
  const wrong = wrongType(type, text);
  if (wrong !== undefined) {
    report('dapr-type', 'error', resource.at(path), `metadata ${name} is '${text}'; ${wrong} is expected`);
  } else if (values !== undefined && !values.some((each) => each.toLowerCase() === text.toLowerCase())) {
    report(
      'dapr-type',
      'error',
      resource.at(path),
      `metadata ${name} is '${text}'; it may be ${values.join(', ')}${didYouMean(text, values)}`,
      undefined,
      meant(resource, path, suggest(text, values)),
    );
  }
}

/** `amqp://user:password@host` */
const hasLogin = /:\/\/[^/@\s]*:[^/@\s]+@/;

/** An address or the path of a file is none, wherever it stands. */
function isSecret(text: string): boolean {
  if (text === '' || /^(file:\/\/)?\.{0,2}\/\S+$/.test(text)) return false;
  return !/^[a-z][a-z0-9+.-]*:\/\/[^@\s]*$/i.test(text) || /(password|key|token|secret|sig)=/i.test(text);
}

/** Something else fills it in before daprd reads it: a shell, a template, a person. */
export function isFilledIn(text: string): boolean {
  return /\$\{|\$\(|\{\{|^<.*>$|^%.*%$|^\{[\w.:|-]+\}$/.test(text);
}

/** What daprd reads values as; other words of truth and bare numbers as times are taken as well. */
function wrongType(type: string, text: string): string | undefined {
  switch (type) {
    case 'bool':
      return /^(true|false|t|f|y|n|yes|no|on|off|1|0)$/i.test(text) ? undefined : 'true or false';
    case 'number':
      return /^[+-]?\d+(\.\d+)?$/.test(text) ? undefined : 'a number';
    case 'duration':
      return /^-?(\d+(\.\d*)?|(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+)$/.test(text)
        ? undefined
        : 'a time such as 30s';
    default:
      return undefined;
  }
}
