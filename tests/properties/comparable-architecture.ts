import type { Architecture } from '../../src/model/architecture.ts';
import { createSchemaNames } from '../../src/print/eda/schema-names.ts';

/**
 * What a design means, for comparison with another one: without places, without the order of things that have none,
 * and with schemas by name, whatever files they came from.
 */
export function comparable(architecture: Architecture): unknown {
  const names = createSchemaNames(architecture);
  const visit = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) {
      const items = value.map((item) => visit(item, ''));
      return unordered.has(key) ? items.sort(byText) : items;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (isReference(value)) return { ...visitMembers(value), id: names.nameOf(value.id) };
    return visitMembers(value);
  };
  const visitMembers = (value: object): object => {
    const members = Object.entries(value).filter(([key]) => !leftOut.has(key));
    return Object.fromEntries(members.map(([key, member]) => [key, visit(member, key)]).sort(byText));
  };
  const { schemas, system, ...rest } = architecture;
  return {
    ...(visit(rest, '') as object),
    system: visit(system, ''),
    schemas: Object.fromEntries(
      Object.values(schemas)
        .map(({ id, schema, avro }) => [names.nameOf(id), { schema: visit(schema, ''), avro }])
        .sort(byText),
    ),
  };
}

/** Where something stands, and whether a topic that says nothing was written at all. */
const leftOut = new Set(['at', 'dataAt', 'written']);

/** Lists whose order follows from the order of maps. */
const unordered = new Set(['events', 'publications', 'subscriptions', 'calls', 'unresolved']);

function isReference(value: object): value is { readonly kind: 'ref'; readonly id: string } {
  return 'kind' in value && value.kind === 'ref' && 'id' in value;
}

function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(a) ?? '', JSON.stringify(b) ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}
