import { table } from './table.ts';

/** What of JSON Schema stands in specs/schema/eda.schema.json. */
interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly properties?: { readonly [key: string]: Schema };
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  /** With `then` and `else`: what a text has to be, and what else. */
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly examples?: readonly unknown[];
}

export interface LanguageSchema extends Schema {
  readonly $defs: { readonly [name: string]: Schema };
}

const local = '#/$defs/';

/**
 * The tables of the language, from its published schema: a section for each kind of map, in the order in which they
 * are first spoken of, and one for the texts that have a form.
 */
export function languageReference(schema: LanguageSchema): string {
  const maps = ['root'];
  const texts = new Set<string>();
  const sections: string[] = [];
  for (let at = 0; at < maps.length; at++) {
    const name = maps[at] ?? '';
    const map = name === 'root' ? schema : (schema.$defs[name] ?? {});
    sections.push(describeMap(name, map));
  }
  return `${[...sections, describeTexts()].join('\n\n')}\n`;

  function describeMap(name: string, map: Schema): string {
    const variants = map.oneOf ?? [];
    const isSplit = variants.length > 0 && map.properties === undefined;
    return [
      `## ${titleOf(name)}`,
      map.description ?? '',
      ...(isSplit ? variants.map((variant) => describeVariant(variant)) : [describeKeys(map)]),
      ...(map.examples === undefined || name === 'root' ? [] : [examplesOf(map.examples)]),
    ]
      .filter((part) => part !== '')
      .join('\n\n');
  }

  /** One of several forms of a map: told by a name of its own, or by the value of its first key. */
  function describeVariant(variant: Schema): string {
    const name = variant.$ref?.slice(local.length);
    const form = name === undefined ? variant : (schema.$defs[name] ?? {});
    const type = Object.values(form.properties ?? {}).find((key) => key.const !== undefined)?.const;
    return [`### ${String(type ?? titleOf(name ?? ''))}`, form.description ?? '', describeKeys(form)]
      .filter((part) => part !== '')
      .join('\n\n');
  }

  function describeKeys({ properties = {}, required = [] }: Schema): string {
    const rows = Object.entries(properties).map(([key, value]) => [
      required.includes(key) ? `**\`${key}\`**` : `\`${key}\``,
      takes(value),
      meaningOf(value),
    ]);
    return rows.length === 0 ? 'No keys of its own.' : table([['key', 'takes', 'meaning'], ...rows]);
  }

  /** What a key takes, in words, with links to what has a section. */
  function takes(value: Schema): string {
    if (value.$ref !== undefined) return takesNamed(value.$ref);
    if (value.const !== undefined) return `\`${String(value.const)}\``;
    if (value.enum !== undefined) return value.enum.map((choice) => `\`${choice}\``).join(', ');
    if (value.items !== undefined && value.type === 'array') return `list of ${takes(value.items)}`;
    if (typeof value.additionalProperties === 'object') return `map of ${takes(value.additionalProperties)}`;
    return [value.type ?? 'any value']
      .flat()
      .map(
        (type) => ({ object: 'map', string: 'text', array: 'list', integer: 'whole number' })[type] ?? type,
      )
      .join(' or ');
  }

  function takesNamed(ref: string): string {
    if (!ref.startsWith(local)) return '[JSON Schema](https://json-schema.org/draft/2020-12)';
    const name = ref.slice(local.length);
    const named = schema.$defs[name] ?? {};
    if (named.$ref !== undefined) return takesNamed(named.$ref);
    if (named.if?.type === 'string')
      return [named.then ?? {}, named.else ?? {}].map((form) => takes(form)).join(' or ');
    if (isMap(named)) {
      if (!maps.includes(name)) maps.push(name);
      const others = [named.type ?? []].flat().filter((type) => type !== 'object');
      return [link(titleOf(name)), ...others.map((type) => (type === 'string' ? 'text' : type))].join(' or ');
    }
    if (named.pattern === undefined) return takes(named);
    texts.add(name);
    return link(titleOf(name), 'texts-with-a-form');
  }

  function meaningOf(value: Schema): string {
    const own =
      value.description ??
      (value.$ref?.startsWith(local) ? schema.$defs[value.$ref.slice(local.length)]?.description : undefined);
    return (own ?? '').replaceAll('\n', ' ');
  }

  function describeTexts(): string {
    const rows = [...texts].sort().map((name) => {
      const { description = '', examples = [] } = schema.$defs[name] ?? {};
      return [
        titleOf(name),
        description,
        examples.map((example) => `\`${typeof example === 'string' ? example : flow(example)}\``).join(', '),
      ];
    });
    return `## Texts with a form\n\n${table([['text', 'is', 'such as'], ...rows])}`;
  }
}

/** A map with keys of its own, or one of several. */
function isMap({ properties, oneOf }: Schema): boolean {
  return properties !== undefined || oneOf !== undefined;
}

function examplesOf(examples: readonly unknown[]): string {
  const shown = examples.map((example) => `\`${typeof example === 'string' ? example : flow(example)}\``);
  return `Such as ${shown.join(', ')}.`;
}

/** A value in the flow style of YAML. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'string')
    return /[{}[\],:#'"]/.test(value) ? `'${value.replaceAll("'", "''")}'` : value;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, part]) => `${key}: ${flow(part)}`)
    .join(', ')} }`;
}

/** `orchestrationStep` is the orchestration step. */
function titleOf(name: string): string {
  if (name === 'root') return 'The file';
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function link(title: string, anchor = title.toLowerCase().replaceAll(' ', '-')): string {
  return `[${title.toLowerCase()}](#${anchor})`;
}
