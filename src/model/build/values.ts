import type { Place } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../../spec/is-map.ts';
import type { ById, DataPath, Passthrough, SettingsLayer, SettingValue } from '../architecture.ts';

/*
 * Reading values that the shape check has already passed or complained about: what doesn't fit is absent here, so
 * that one fault stays one finding.
 */

export type Json = { readonly [key: string]: unknown };

/** A map without a prototype: names such as `constructor` are just names. */
export function byId<T>(entries: Iterable<readonly [string, T]>): ById<T> {
  const map: { [id: string]: T } = Object.create(null);
  for (const [id, value] of entries) map[id] = value;
  return map;
}

/** A text, else undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list, passing over what is none. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A number, else undefined. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** A map, else an empty one. */
export function mapOf(value: unknown): Json {
  return isMap(value) ? value : {};
}

/** The members of a map in the order of the spec; of anything else none. */
export function entriesOf(value: unknown): [string, unknown][] {
  return isMap(value) ? Object.entries(value) : [];
}

/** `{ [key]: value }`, or nothing where the value is undefined: for optional members. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

/** `x-asyncapi`: what was kept of an imported document. */
export function passthroughOf(value: Json): Passthrough | undefined {
  const kept = value['x-asyncapi'];
  return isMap(kept) ? byId(Object.entries(kept)) : undefined;
}

/** `customer.id` → steps; `\.` is a dot inside a name. */
export function pathOf(text: string): DataPath {
  return text.split(/(?<!\\)\./).map((step) => step.replaceAll('\\.', '.'));
}

/** One path, or a list of them: a composite key. */
export function pathsOf(value: unknown): DataPath[] {
  if (typeof value === 'string') return [pathOf(value)];
  return textsOf(value).map(pathOf);
}

const units: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `30s`, `5m`, `12h`, `7d` → milliseconds. */
export function durationOf(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^([0-9]+)(ms|s|m|h|d)$/.exec(value) : null;
  return match === null ? undefined : Number(match[1]) * (units[match[2] ?? ''] ?? 0);
}

const durationLeaves = new Set([
  'retention',
  'ttl',
  'timeout',
  'max',
  'interval',
  'wait',
  'history',
  'inboxRetention',
]);

const settings = new Set(
  (
    'broker address partitions ordered retention compact ttl encoding retry timeout concurrency deadLetter idempotent ' +
    'bulk startAt everyReplica maxLag language database outbox replicas group history inboxRetention'
  ).split(' '),
);

/** The settings that a map says, leaf by leaf, durations in ms. Other keys of the map are passed over. */
export function layerOf(value: unknown, at: Place): SettingsLayer {
  const values: { [leaf: string]: SettingValue } = Object.create(null);
  for (const [key, inner] of entriesOf(value)) {
    if (!settings.has(key)) continue;
    if (isMap(inner)) {
      if (key === 'bulk') values[key] = true;
      for (const [leaf, leafValue] of Object.entries(inner)) setLeaf(values, `${key}.${leaf}`, leafValue);
    } else setLeaf(values, key, inner);
  }
  return { at, values };
}

/** Whether a setting (`retry.max`) is a time; in a layer it is a number of milliseconds then, or `forever`. */
export function isDurationSetting(key: string): boolean {
  // `bulk.max` counts messages.
  return key !== 'bulk.max' && durationLeaves.has(key.slice(key.lastIndexOf('.') + 1));
}

function setLeaf(values: { [leaf: string]: SettingValue }, key: string, value: unknown): void {
  const read = isDurationSetting(key) && value !== 'forever' ? durationOf(value) : value;
  if (typeof read === 'string' || typeof read === 'number' || typeof read === 'boolean') values[key] = read;
}
