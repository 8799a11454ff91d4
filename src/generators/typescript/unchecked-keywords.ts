import type { Diagnostic, Place } from '../../diagnostics/diagnostic.ts';
import type { Architecture } from '../../model/architecture.ts';
import type { Schema } from '../../model/schema.ts';
import { canPrint } from '../../print/validator.ts';
import { schemasOf } from './plan-types.ts';
import { reachedFrom } from './schema-references.ts';
import type { ServiceView } from './service-view.ts';

/** Tells which schemas say more than generated validators check. */
export function uncheckedKeywords(architecture: Architecture, views: readonly ServiceView[]): Diagnostic[] {
  const found = new Map<Schema, Place>();
  const seen = new Set<Schema>();
  const note = (schema: Schema | undefined, at: Place): void => {
    if (schema === undefined || seen.has(schema)) return;
    seen.add(schema);
    if (!canPrint(schema)) found.set(schema, at);
  };
  for (const view of views) {
    for (const event of view.events) note(event.data, event.dataAt);
    for (const { request, response, at } of view.operations) {
      note(request, at);
      note(response, at);
    }
  }
  for (const id of reachedFrom(views.flatMap(schemasOf), architecture.schemas)) {
    const named = architecture.schemas[id];
    if (named !== undefined) note(named.schema, named.at);
  }
  return [...found.values()].map((at) => ({
    code: 'unevaluated-unchecked',
    severity: 'info',
    message:
      'generated TypeScript does not check unevaluatedProperties and unevaluatedItems: it takes more data than this schema',
    help: 'use additionalProperties or items where nothing depends on other keywords',
    at,
  }));
}
