import { wordsOf } from '../model/names.ts';
import { defineRule } from './rule.ts';
import { isAside, isOldVersion } from './schema-leaves.ts';

export const integerUnsafe = defineRule({
  id: 'integer-unsafe',
  title: 'Whole numbers fit into what every language reads exactly',
  topic: 'schema',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'off' },
  local: true,
  visit: {
    schema(schema, at, { report }, trail) {
      if (schema.kind !== 'number' || isOldVersion(at) || isAside(trail)) return;
      const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum, format } = schema;
      const least = Math.max(minimum, exclusiveMinimum ?? -Infinity);
      const most = Math.min(maximum, exclusiveMaximum ?? Infinity);
      const beyond = (limit: number): boolean =>
        Number.isFinite(limit) && Math.abs(limit) > Number.MAX_SAFE_INTEGER;
      const limited =
        most <= Number.MAX_SAFE_INTEGER && (format === 'uint64' || least >= -Number.MAX_SAFE_INTEGER);
      // `int64` is written out of habit for counts and times, which never grow so large; ids use all their bits.
      const open = !limited && (format === 'uint64' || (format === 'int64' && isNumberOfSomething(at.path)));
      if (!schema.integer || !(open || beyond(least) || beyond(most))) return;
      report({
        message: `${nameAt(at.path)} may be beyond 2^53, and JavaScript rounds it there`,
        help: 'send it as a text of digits, or set `maximum` to 9007199254740991 or less',
        at: typeof at.path.at(-1) === 'string' ? { file: at.file, path: at.path, on: 'key' } : at,
      });
    },
  },
});

/** Whether the field identifies something: `accountNumber`, `userId`. */
function isNumberOfSomething(path: readonly (string | number)[]): boolean {
  const last =
    path.at(-2) === 'properties'
      ? wordsOf(String(path.at(-1)))
          .at(-1)
          ?.toLowerCase()
      : undefined;
  return (
    last !== undefined &&
    ['id', 'ids', 'number', 'no', 'serial', 'key', 'hash', 'reference', 'ref', 'nonce'].includes(last)
  );
}

function nameAt(path: readonly (string | number)[]): string {
  return path.at(-2) === 'properties' ? String(path.at(-1)) : 'this number';
}
