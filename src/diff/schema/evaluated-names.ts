import { type Part, targetOf } from './node.ts';

/** What schemas beside an `unevaluated…` speak of. */
export interface Evaluated {
  readonly names: Set<string>;
  readonly patterns: Set<string>;
  /** The first positions of a list. */
  positions: number;
  /** All members, or all items. */
  allMembers: boolean;
  allItems: boolean;
  /** It depends on the value: alternatives, conditions, `dependentSchemas`, `contains`. */
  members: 'fixed' | 'depends';
  items: 'fixed' | 'depends';
}

/** Collects what the parts of one schema speak of, through references and `allOf`. */
export function evaluatedBy(parts: readonly Part[]): Evaluated {
  const found: Evaluated = {
    names: new Set(),
    patterns: new Set(),
    positions: 0,
    allMembers: false,
    allItems: false,
    members: 'fixed',
    items: 'fixed',
  };
  const seen = new Set<string>();
  /** @param own one of the parts themselves: its `unevaluated…` is the one that is asked about */
  const visit = (part: Part, own: boolean): void => {
    const { schema, side, at } = part;
    const inner = (next: Part['schema']): void => visit({ schema: next, side, at }, false);
    switch (schema.kind) {
      case 'ref': {
        const target = targetOf(part);
        if (target === undefined || seen.has(schema.id)) return;
        seen.add(schema.id);
        visit(target, false);
        return;
      }
      case 'object':
        for (const { name } of schema.properties) found.names.add(name);
        for (const { pattern } of schema.patterns ?? []) found.patterns.add(pattern);
        if (schema.additional !== undefined || (!own && schema.unevaluated !== undefined))
          found.allMembers = true;
        for (const each of Object.values(schema.dependentSchemas ?? {})) {
          found.members = 'depends';
          inner(each);
        }
        return;
      case 'array':
        found.positions = Math.max(found.positions, schema.prefix?.length ?? 0);
        if (schema.items !== undefined || (!own && schema.unevaluated !== undefined)) found.allItems = true;
        if (schema.contains !== undefined) found.items = 'depends';
        return;
      case 'intersection':
        for (const each of schema.of) inner(each);
        return;
      case 'union':
      case 'conditional':
        found.members = 'depends';
        found.items = 'depends';
        for (const each of schema.kind === 'union' ? schema.of : [schema.if, schema.then, schema.else]) {
          if (each !== undefined) inner(each);
        }
        return;
      default:
    }
  };
  for (const part of parts) visit(part, true);
  return found;
}
