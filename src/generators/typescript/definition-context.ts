import type { Architecture, DataPath, RetrySettings } from '../../model/architecture.ts';
import { printString } from '../../print/literal.ts';
import { type Code, expression, literal, printCode } from './print-code.ts';
import type { ServiceView } from './service-view.ts';
import type { Validators } from './validators.ts';

/** What the parts of a definition are made from. */
export interface DefinitionContext {
  readonly architecture: Architecture;
  readonly view: ServiceView;
  readonly validators: Validators;
  readonly environment: string;
  readonly parts: DefinedParts;
}

/** Parts of a definition by what they are about, with the settings that they were made of. */
export type DefinedParts = Map<object, { readonly settings: readonly unknown[]; readonly code: unknown }[]>;

/**
 * A part of the definition that depends on nothing of the environment but some settings. Environments that have the same
 * share it, so that who merges them need not look into it.
 */
export function partOnce<Part>(
  { parts }: DefinitionContext,
  about: object,
  settings: readonly unknown[],
  make: () => Part,
): Part {
  const made = parts.get(about) ?? [];
  const same = made.find((each) => each.settings.every((value, index) => value === settings[index]));
  if (same !== undefined) return same.code as Part;
  const code = make();
  parts.set(about, [...made, { settings, code }]);
  return code;
}

/** A call of `keyOf`. */
export function keyOf(paths: readonly DataPath[]): Code {
  return call('keyOf', ...paths);
}

function printPath(path: DataPath): string {
  return `[${path.map(printString).join(', ')}]`;
}

/** A call of a helper that generated code imports. */
export function call(name: string, ...values: readonly Code[]): Code {
  const text = `${name}(${values.map((value) => printCode(value)).join(', ')})`;
  return { ...expression(text, name), source: { call: name, values } };
}

/** A function of data that reads what lies at a path. */
export function reader(name: string, path: DataPath): Code {
  const text = `(data) => ${name}(data, ${printPath(path)})`;
  return { ...expression(text, name), source: { call: name, values: [[...path]] } };
}

/** The upcasters of an event. */
export function upcastersOf(event: string): Code {
  const text = `upcasters[${printString(event)}]`;
  return { ...expression(text, 'upcasters'), source: { call: 'upcasters', values: [event] } };
}

export function retryPolicy({ attempts, backoff, wait }: RetrySettings): Code {
  return backoff === 'constant'
    ? { attempts, backoff: literal(backoff), intervalMs: wait }
    : { attempts, backoff: literal(backoff), maxMs: wait };
}

/** An object of names that come from the spec: without a prototype, so that any name is just a name. */
export function record(entries: readonly (readonly [string, Code])[]): { readonly [name: string]: Code } {
  const object: { [name: string]: Code } = Object.create(null);
  for (const [name, value] of entries) object[name] = value;
  return object;
}
