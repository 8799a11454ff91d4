import { onKey } from '../diagnostics/diagnostic.ts';
import type { ById, EventContract } from '../model/architecture.ts';
import type { NamedSchema, Schema } from '../model/schema.ts';
import { defineRule } from './rule.ts';
import { objectsOf, typesOf } from './schema-leaves.ts';
import { listNames } from './wording.ts';

export const fieldReadded = defineRule({
  id: 'field-readded',
  title: 'A field that was removed does not come back as something else',
  topic: 'evolution',
  severity: { minimal: 'warning', recommended: 'warning', strict: 'error' },
  visit: {
    event(event, { architecture, report }) {
      if (event.previous.length < 2) return;
      for (const { name, was, is, since } of readded(event, architecture.schemas)) {
        report({
          message: `${name} of ${event.name} was ${listNames(was)} up to ${since}, went away, and is ${listNames(is)} now`,
          help: 'give it another name: events of the old version are still in topics and stores',
          at: onKey(event.at),
        });
      }
    },
  },
});

interface Readded {
  readonly name: string;
  readonly was: readonly string[];
  readonly is: readonly string[];
  /** The last version that had it as it was. */
  readonly since: string;
}

/** Fields of the newest version that an older one had with no type in common, and a version between had not. */
function readded(event: EventContract, schemas: ById<NamedSchema>): Readded[] {
  const versions = event.previous.map(({ version, data }) => ({ version, fields: fieldsOf(data, schemas) }));
  const found: Readded[] = [];
  for (const [name, is] of fieldsOf(event.data, schemas)) {
    let last: { version: string; types: ReadonlySet<string> } | undefined;
    let isGone = false;
    for (const { version, fields } of versions) {
      const types = fields.get(name);
      if (types !== undefined) {
        last = { version, types };
        isGone = false;
      } else if (last !== undefined) isGone = true;
    }
    if (last === undefined || !isGone || is.size === 0 || last.types.size === 0) continue;
    const was = last.types;
    if ([...is].some((type) => was.has(type))) continue;
    found.push({ name, was: [...was], is: [...is], since: last.version });
  }
  return found;
}

function fieldsOf(data: Schema, schemas: ById<NamedSchema>): Map<string, Set<string>> {
  return new Map(
    objectsOf(data, schemas).flatMap(({ properties }) =>
      properties.map(({ name, schema }) => [name, typesOf(schema, schemas)] as const),
    ),
  );
}
