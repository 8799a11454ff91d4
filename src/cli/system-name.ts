import { kebabCase } from '../model/names.ts';

/** A folder's or a person's words as the name of a system: `Été 2025!` → `ete-2025`. */
export function systemName(words: string): string {
  const name = kebabCase(words.normalize('NFKD').replace(/\p{M}/gu, ''));
  if (name === '') return 'system';
  // YAML takes these for something else than text.
  return /^([0-9]|(true|false|null|yes|no|on|off)$)/.test(name) ? `system-${name}` : name;
}
