import { isEqual } from '../../model/json-value.ts';
import type { Found, Here } from './comparison.ts';
import { describeValues } from './describe.ts';
import { finding } from './finding.ts';

/** What differs between two lists of all values that fit. The order does not matter. */
export function compareValues(
  a: readonly unknown[],
  b: readonly unknown[],
  here: Here,
  isExtensible: boolean,
): Found[] {
  const removed = without(a, b);
  const added = without(b, a);
  const old = describeValues(a);
  const now = describeValues(b);
  if (removed.length === a.length && added.length === b.length && a.length > 0 && b.length > 0) {
    return [finding('enum-replaced', here, { text: `${old} → ${now}`, old, new: now })];
  }
  const found: Found[] = [];
  if (removed.length > 0) {
    found.push(
      finding('enum-values-removed', here, {
        text: `${valueWord(removed)} ${describeValues(removed)} removed`,
        old,
        new: now,
      }),
    );
  }
  if (added.length > 0) {
    const kind = isExtensible ? 'enum-values-added-extensible' : 'enum-values-added';
    found.push(
      finding(kind, here, { text: `${valueWord(added)} ${describeValues(added)} added`, old, new: now }),
    );
  }
  return found;
}

function valueWord(values: readonly unknown[]): string {
  return values.length === 1 ? 'value' : 'values';
}

function without(values: readonly unknown[], others: readonly unknown[]): unknown[] {
  const scalars = new Set(others.filter((value) => typeof value !== 'object' || value === null));
  const rest = others.filter((value) => typeof value === 'object' && value !== null);
  return values.filter((value) =>
    typeof value !== 'object' || value === null
      ? !scalars.has(value)
      : !rest.some((other) => isEqual(value, other)),
  );
}
