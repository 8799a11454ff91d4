import type { ById, SettingsLayer } from '../../model/architecture.ts';
import { isDurationSetting } from '../../model/build/values.ts';
import { durationText } from '../../model/duration-text.ts';
import { type LanguageMap, mapEach, mapOfDefined } from './language-value.ts';

/** The settings that a layer says, by name: the inverse of reading them. In which order they were written says nothing. */
export function settingValues({ values }: SettingsLayer): LanguageMap {
  const map = new Map<string, unknown>();
  for (const [leaf, value] of Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const written = typeof value === 'number' && isDurationSetting(leaf) ? durationText(value) : value;
    const dot = leaf.indexOf('.');
    const key = dot === -1 ? leaf : leaf.slice(0, dot);
    const group = map.get(key);
    const known = typeof group === 'object' && group !== null ? group : {};
    if (dot !== -1) map.set(key, { ...known, [leaf.slice(dot + 1)]: written });
    // A group that is turned on is written as its map.
    else if (key === 'bulk' && value === true) map.set(key, known);
    else map.set(key, written);
  }
  return Object.fromEntries(map);
}

/** `in`: what differs in each environment. */
export function differenceValues(layers: ById<SettingsLayer>): LanguageMap | undefined {
  return mapEach(layers, settingValues);
}

/** Entries of a map, for maps that hold settings beside other keys. */
export function settingEntries(layer: SettingsLayer): [string, unknown][] {
  return Object.entries(settingValues(layer));
}

/** The retry of a call as a map, from what holds. */
export function retryValue(retry: {
  readonly attempts: number;
  readonly backoff: 'exponential' | 'constant';
  readonly wait: number;
}): LanguageMap {
  const isConstant = retry.backoff === 'constant';
  return mapOfDefined([
    ['attempts', retry.attempts],
    ['backoff', isConstant ? retry.backoff : undefined],
    [isConstant ? 'interval' : 'max', durationText(retry.wait)],
  ]);
}
