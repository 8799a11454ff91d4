import components from '../../specs/dapr/components.json' with { type: 'json' };
import resources from '../../specs/dapr/resources.json' with { type: 'json' };

/** What is known of a type of component: `specs/dapr/components.json` says what the members mean. */
export interface KnownComponent {
  readonly versions: readonly string[];
  readonly metadata: { readonly [name: string]: KnownMetadata };
  readonly auth?: { readonly [authType: string]: readonly string[] };
  readonly logins?: readonly (readonly string[])[];
  readonly exclusive?: readonly (readonly string[])[];
  readonly checked?: boolean;
}

export interface KnownMetadata {
  readonly type: string;
  readonly required?: boolean;
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
  readonly values?: readonly string[];
}

/** The part of JSON Schema that CRDs use. */
export interface ResourceSchema {
  readonly type?: string;
  readonly properties?: { readonly [key: string]: ResourceSchema };
  readonly additionalProperties?: ResourceSchema;
  readonly items?: ResourceSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
}

const byType: { readonly [type: string]: KnownComponent } = components.components;
const aliases: { readonly [type: string]: string } = components.aliases;
const former: ReadonlySet<string> = new Set(components.former);
const others: ReadonlySet<string> = new Set(components.others);
const kinds: { readonly [kind: string]: { readonly [apiVersion: string]: ResourceSchema } } = resources.kinds;

/** All types that daprd has, by their present names. */
export const componentTypes: readonly string[] = [...Object.keys(byType), ...others];

/** The name by which `knownComponent` knows a type, where daprd knows it by others as well. */
export function mainTypeOf(type: string): string {
  return (Object.hasOwn(aliases, type) ? aliases[type] : undefined) ?? type;
}

/** The present name of a type that Dapr calls otherwise by now. */
export function presentTypeOf(type: string): string | undefined {
  return former.has(type) ? mainTypeOf(type) : undefined;
}

/** `undefined`: nothing is known of it; `'bare'`: it is one of Dapr's, which publishes no metadata. */
export function knownComponent(type: string): KnownComponent | 'bare' | undefined {
  const name = mainTypeOf(type);
  if (Object.hasOwn(byType, name)) return byType[name];
  return others.has(name) ? 'bare' : undefined;
}

/** Schemas of a kind by apiVersion; undefined where Dapr has no such kind. */
export function schemasOf(kind: string): { readonly [apiVersion: string]: ResourceSchema } | undefined {
  return Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
}

export const resourceKinds: readonly string[] = Object.keys(kinds);
