import type { Path } from '../diagnostics/diagnostic.ts';
import { checkValue } from '../model/check-value.ts';
import type { Schema, SchemaLookup } from '../model/schema.ts';

/** What is wrong at one place of an example. */
interface ExampleIssue {
  /** Where in the example. */
  readonly path: Path;
  /** `price.amount: expected a number, got "1"`; several issues of one place together, of many the first. */
  readonly message: string;
}

/** How many issues of one place are told: an example of another schema misses or has too much by the dozen. */
const shown = 3;

/** Checks a value against a schema: one issue for each place that does not fit, so that a wrong example is told once. */
export function exampleIssues(value: unknown, schema: Schema, schemas: SchemaLookup): ExampleIssue[] {
  const byPlace = new Map<string, { readonly path: Path; readonly messages: string[] }>();
  for (const { path, message } of checkValue(value, schema, schemas)) {
    const place = JSON.stringify(path);
    const known = byPlace.get(place);
    if (known === undefined) byPlace.set(place, { path, messages: [message] });
    else known.messages.push(message);
  }
  return [...byPlace.values()].map(({ path, messages }) => {
    const rest = messages.length - shown;
    const told = messages.slice(0, shown).join(', ') + (rest > 0 ? `, and ${rest} more` : '');
    return { path, message: path.length === 0 ? told : `${path.join('.')}: ${told}` };
  });
}
