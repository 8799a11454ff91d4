import type { EventContract } from '../../model/architecture.ts';
import type { Schema } from '../../model/schema.ts';
import { printImports } from '../../print/imports.ts';
import { printKey } from '../../print/literal.ts';
import { operationSchemas } from './operation-types.ts';
import { upcastEvents } from './plan-upcasters.ts';
import type { ServiceView } from './service-view.ts';
import { type PlanFiles, schemaInputs, templated, type Workshop } from './workshop.ts';

/** `events.ts`: the data of the service's events; `schemas.ts`: the shared types behind its data. */
export const planTypes: PlanFiles = (workshop, view) => {
  const { book } = workshop;
  const schemas = schemasOf(view);
  const shared = book.behind(schemas);
  const inputs = schemaInputs(workshop, schemas);
  const folder = view.folders.generated;
  const events = templated(workshop, {
    path: `${folder}/events.ts`,
    owner: 'eda',
    template: 'events.ts',
    inputs: [...view.events, ...inputs, view.events.map(({ name }) => book.ofEvent(name))],
    view: () => eventsView(workshop, view),
  });
  const types = templated(workshop, {
    path: `${folder}/schemas.ts`,
    owner: 'eda',
    template: 'schemas.ts',
    inputs,
    view: () => ({ declarations: shared.map(book.schemaDeclaration) }),
  });
  return [...(view.events.length > 0 ? [events] : []), ...(shared.length > 0 ? [types] : [])];
};

/** Every schema that the service's code meets. */
export function schemasOf(view: ServiceView): Schema[] {
  return [
    ...view.events.map(({ data }) => data),
    ...upcastEvents(view).flatMap(olderSchemas),
    ...[...view.operations, ...view.calls.map(({ operation }) => operation)].flatMap(operationSchemas),
    ...view.projections.flatMap(({ projection }) =>
      projection.columns.flatMap(({ type }) => (typeof type === 'string' ? [] : [type.schema])),
    ),
  ];
}

function olderSchemas({ previous }: EventContract): Schema[] {
  return previous.map(({ data }) => data);
}

function eventsView({ book }: Workshop, view: ServiceView): object {
  const { events } = view;
  const older = new Set(upcastEvents(view));
  const schemas = [...events.map(({ data }) => data), ...[...older].flatMap(olderSchemas)];
  return {
    imports: printImports([{ from: './schemas.ts', type: true, names: schemas.flatMap(book.mentions) }]),
    declarations: events.flatMap((event) => [
      book.eventDeclaration(event),
      ...(older.has(event) ? book.versionDeclarations(event) : []),
    ]),
    events: events.map(({ name }) => ({ key: printKey(name), type: book.ofEvent(name) })),
  };
}
