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
    if (isDerived(value)) return { event: value.event, derived: true };
    if (isReference(value)) return { ...visitMembers(value), id: names.nameOf(value.id) };
    return visitMembers(value);
  };
  const visitMembers = (value: object): object => {
    const members = Object.entries(value).filter(
      ([key, member]) => !leftOut.has(key) && !saysNothing(member),
    );
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

/** A parameter of an address that is declared, and no more, is the same as one that is not. */
function saysNothing(value: unknown): boolean {
  return JSON.stringify(value) === '{"enum":[]}';
}

/** What is published because of sagas: which of several is named depends on their order. */
function isDerived(value: object): value is { readonly event: string } {
  return (
    'event' in value &&
    'origin' in value &&
    !('settings' in value) &&
    (value.origin as { kind: string }).kind !== 'written'
  );
}

function isReference(value: object): value is { readonly kind: 'ref'; readonly id: string } {
  return 'kind' in value && value.kind === 'ref' && 'id' in value;
}

function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(a) ?? '', JSON.stringify(b) ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}
