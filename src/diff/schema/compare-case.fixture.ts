import type { SchemaChange } from './change.ts';
import { schemaComparison } from './compare-schemas.ts';
import type { KeywordChange } from './keyword-changes.cases.ts';
import { readSchema } from './read-schema.fixture.ts';

/** What differs in a case. */
export function compareCase({
  old,
  new: now,
  options,
}: Pick<KeywordChange, 'old' | 'new' | 'options'>): SchemaChange[] {
  const [a, b] = [readSchema(old), readSchema(now)];
  return schemaComparison(a.schemas, b.schemas, options).compare(a, b);
}
