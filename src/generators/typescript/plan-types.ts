import type { EventContract } from '../../model/architecture.ts';
import type { Schema } from '../../model/schema.ts';
import { printKey } from '../../print/literal.ts';
import { operationSchemas } from './operation-types.ts';
import { upcastEvents } from './plan-upcasters.ts';
import { printImports } from './print-imports.ts';
import type { ServiceView } from './service-view.ts';
import { type PlanFiles, schemaInputs, templated, type Workshop } from './workshop.ts';

/** `events.ts`: the data of the service's events; `schemas.ts`: the shared types behind its data. */
export const planTypes: PlanFiles = (workshop, view) => {
  const schemas = schemasOf(view);
  const shared = workshop.book.behind(schemas);
  const inputs = schemaInputs(workshop, schemas);
  const names = view.events.map(({ name }) => workshop.book.ofEvent(name));
  const events = templated(workshop, {
    path: `${view.folder}/src/generated/events.ts`,
    owner: 'eda',
    template: 'events.ts',
    inputs: [...view.events, ...inputs, names],
    view: () => eventsView(workshop, view),
  });
  if (shared.length === 0) return [events];
  return [
    events,
    templated(workshop, {
      path: `${view.folder}/src/generated/schemas.ts`,
      owner: 'eda',
      template: 'schemas.ts',
      inputs,
      view: () => ({ declarations: shared.map(workshop.book.schemaDeclaration) }),
    }),
  ];
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
