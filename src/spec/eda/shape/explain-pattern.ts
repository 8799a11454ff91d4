import type { Path } from '../../../diagnostics/diagnostic.ts';
import { suggest } from '../../../diagnostics/suggest.ts';
import { eventNameFault } from './explain-name.ts';
import type { Explanation } from './explanation.ts';
import { isNewName, kebab, mendDuration, mendSemver } from './mend-names.ts';
import { type ShapeNode, shapeAt } from './shape-schema.ts';
import { valueMeant } from './value-synonyms.ts';
import { alternatives, expectation, labelOf, showValue } from './wording.ts';

/** Puts into words that a text is not written as its kind demands. */
export function explainPattern(path: Path, value: string, root: unknown): Explanation {
  const { kind, node } = shapeAt(root, path);
  const base = { code: 'value', path } as const;
  const message = `${labelOf(path)} is ${showValue(value)}`;
  switch (kind) {
    case 'eventRef':
    case 'eventRefOrNone':
    case 'eventName':
      return { ...base, code: 'event-name', ...eventNameFault(value) };
    case 'name': {
      const mended = kebab(value);
      const rule = `${message}; a name is lower case with hyphens`;
      return { ...base, code: 'name', ...suggestion(rule, mended, value) };
    }
    case 'duration':
    case 'retention': {
      const mended = mendDuration(value);
      const rule = `${message}; ${expectation({ node: {}, kind })} is expected`;
      return mended === undefined
        ? { ...base, message: rule, help: 'a whole number and its unit: ms, s, m, h or d' }
        : { ...base, ...suggestion(rule, mended, value) };
    }
    case 'semver':
      return {
        ...base,
        ...suggestion(`${message}; a version is major.minor.patch`, mendSemver(value), value),
      };
    case 'date':
      return { ...base, message: `${message}; a date such as 2027-06-30 is expected` };
    case 'template':
    case 'httpPath':
      return explainTemplate(path, value, kind);
    case 'hostPort':
    case 'url':
      return explainAddress(path, value, kind);
    case 'dataPath':
    case 'dataPaths':
      return { ...base, ...explainDataPath(message, value) };
    case 'column':
      return explainColumn(path, value, message);
    default:
      return explainOtherText(path, message, node);
  }
}

function explainColumn(path: Path, value: string, message: string): Explanation {
  const types = ['integer', 'bigint', 'number', 'text', 'boolean', 'timestamp', 'date', 'uuid', 'json'];
  const meant = valueMeant('column', value, types) ?? suggest(value, types);
  const help = `${alternatives(types)}, or a \`$ref\` to a schema, is expected`;
  if (meant === undefined)
    return { code: 'value', path, message: `${message}, which is not a type of column`, help };
  return {
    code: 'value',
    path,
    message: `${message}; did you mean ${meant}?`,
    help,
    mend: { safe: false, text: meant },
  };
}

function explainOtherText(path: Path, message: string, { examples: [example] = [] }: ShapeNode): Explanation {
  const base = { code: 'value', path } as const;
  if (path.at(-1) === 'from') {
    return {
      ...base,
      message: `${message}; a message of an AsyncAPI document is expected`,
      help: 'write `<file>#/<pointer>`, such as `./vendor/hub.yaml#/channels/orders/messages/placed`',
    };
  }
  if (path.at(-1) === 'upcast') {
    return {
      ...base,
      message: `${message}; a map of edits, or \`code\`, is expected`,
      help: 'write `upcast: { drop: […], rename: { … }, set: { … } }`, or `upcast: code`',
    };
  }
  const expected =
    example === undefined ? ', which cannot stand here' : `; a text such as ${example} is expected`;
  return { ...base, message: `${message}${expected}` };
}

function suggestion(
  rule: string,
  mended: string | undefined,
  value: string,
): Pick<Explanation, 'message' | 'mend'> {
  if (mended === undefined || !isNewName(mended, value)) return { message: rule };
  return { message: `${rule}; did you mean ${mended}?`, mend: { safe: false, text: mended } };
}

function explainTemplate(path: Path, value: string, kind: string): Explanation {
  const message = `${labelOf(path)} is ${showValue(value)}`;
  if (kind === 'httpPath' && !value.startsWith('/')) {
    return {
      code: 'value',
      path,
      message: `${message}; a path begins with /`,
      mend: { safe: true, text: `'/${value.replaceAll("'", "''")}'` },
    };
  }
  if (kind === 'httpPath' && value.includes('?')) {
    return {
      code: 'value',
      path,
      message: `${message}; a query does not stand in the path`,
      help: 'name its parameters under `params`',
    };
  }
  return {
    code: 'placeholder',
    path,
    message: `${message}; a placeholder is a name in braces`,
    help: 'write `{name}`, each brace closed and not inside another',
  };
}

function explainAddress(path: Path, value: string, kind: string): Explanation {
  const withoutSecret = value.replace(/\/\/[^/]*@/, '//').replace(/^[^/]*@/, '');
  if (withoutSecret !== value) {
    return {
      code: 'plain-secret',
      path,
      message: `${labelOf(path)} contains a login, which never stands in a design`,
      help: "name a secret of the environment's store: `auth: { type: password, secret: … }`",
    };
  }
  const message = `${labelOf(path)} is ${showValue(value)}; ${kind === 'url' ? 'a URL' : 'host:port'} is expected`;
  if (kind === 'url')
    return { code: 'value', path, message, help: 'write it with its protocol: `https://…`' };
  const host = /^[a-z][a-z0-9+.-]*:\/\/([^/]+)/i.exec(value)?.[1];
  if (host !== undefined)
    return { code: 'value', path, message, help: `leave the protocol out: \`${host}\`` };
  return {
    code: 'value',
    path,
    message,
    help: /^[^:]+$/.test(value) ? `add the port: \`${value}:9092\`` : 'write one host and its port',
  };
}

function explainDataPath(message: string, value: string): Pick<Explanation, 'message' | 'mend'> {
  const dotted = value
    .replace(/^\$\.?/, '')
    .replace(/^\//, '')
    .replaceAll(/\[(\d*|\*)\]/g, '.*')
    .replaceAll('/', '.');
  return suggestion(`${message}; a path into the data is written customer.id or lines.*.sku`, dotted, value);
}
