import type { Place } from '../diagnostics/diagnostic.ts';
import { type Paint, printable } from '../diagnostics/format/paint.ts';
import type { Resolved } from '../model/settings.ts';
import type { DesignTexts } from '../pipeline.ts';

/** The settings of one thing, by environment and key. */
export interface DecidedSettings {
  readonly [environment: string]: { readonly [key: string]: DecidedSetting };
}

export interface DecidedSetting {
  readonly value: unknown;
  /** `eda.yaml:12`, or `built-in`. */
  readonly decidedBy: string;
}

interface Surroundings {
  readonly environments: readonly string[];
  readonly source: DesignTexts;
}

/** Settles the settings in each environment, leaf by leaf, with the line that decided it. */
export function decideSettings<T extends object>(
  resolve: (environment: string) => Resolved<T>,
  { environments, source }: Surroundings,
): DecidedSettings {
  const placeOf = (at: Place | 'built-in' | undefined): string =>
    at === undefined || at === 'built-in' ? 'built-in' : `${at.file}:${source.locate(at).line}`;
  return Object.fromEntries(
    environments.map((environment) => {
      const { values, decidedBy } = resolve(environment);
      const settings = leavesOf(values).map(([leaf, value]) => {
        const key = nameOf(leaf, decidedBy);
        return [key, { value, decidedBy: placeOf(decidedBy[key]) }] as const;
      });
      return [environment, Object.fromEntries(settings)];
    }),
  );
}

function leavesOf(values: object): (readonly [leaf: string, value: unknown])[] {
  return Object.entries(values).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([leaf, inner]) => [`${key}.${leaf}`, inner] as const)
      : [[key, value] as const],
  );
}

/** `retry.wait` is `retry.max` or `retry.interval` in the spec, after the kind of backoff. */
function nameOf(leaf: string, decidedBy: { readonly [key: string]: unknown }): string {
  if (leaf !== 'retry.wait') return leaf;
  return decidedBy['retry.interval'] === undefined ? 'retry.max' : 'retry.interval';
}

/** Settings for people: a line each, environments that agree together. */
export function describeSettings(title: string, settings: DecidedSettings, paint: Paint): string[] {
  const groups = new Map<string, string[]>();
  for (const [environment, decided] of Object.entries(settings)) {
    const text = describeLeaves(decided, paint).join('\n');
    groups.set(text, [...(groups.get(text) ?? []), environment]);
  }
  return [...groups].flatMap(([text, environments]) => ['', `${title} in ${environments.join(', ')}`, text]);
}

function describeLeaves(decided: DecidedSettings[string], paint: Paint): string[] {
  const rows = Object.entries(decided).map(([key, { value, decidedBy }]) => ({
    key,
    value: showSetting(key, value),
    decidedBy,
  }));
  const keyWidth = Math.max(...rows.map(({ key }) => key.length));
  const valueWidth = Math.max(...rows.map(({ value }) => value.length));
  return rows.map(
    ({ key, value, decidedBy }) =>
      `  ${key.padEnd(keyWidth)}  ${value.padEnd(valueWidth)}  ${paint.dim(printable(decidedBy))}`,
  );
}

const times = new Set([
  'retention',
  'ttl',
  'timeout',
  'retry.max',
  'retry.interval',
  'bulk.wait',
  'history',
  'inboxRetention',
]);

function showSetting(key: string, value: unknown): string {
  if (!times.has(key) || typeof value !== 'number') return printable(String(value));
  for (const [unit, ms] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const) {
    if (value >= ms && value % ms === 0) return `${value / ms}${unit}`;
  }
  return `${value}ms`;
}
