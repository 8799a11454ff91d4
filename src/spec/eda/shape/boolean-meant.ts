/** YAML 1.2 reads yes, no, on and off as texts; older YAML read booleans. */
export function booleanMeant(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (['yes', 'on', 'true', 'y'].includes(word)) return true;
  if (['no', 'off', 'false', 'n', 'none', 'never'].includes(word)) return false;
  return undefined;
}
