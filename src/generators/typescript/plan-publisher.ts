import { printImports } from '../../print/imports.ts';
import { printKey } from '../../print/literal.ts';
import { contextArguments, contextImports } from './context-types.ts';
import { printAlias } from './print-reference.ts';
import { ownEvents, type ServiceView } from './service-view.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `publisher.ts`: what operations, routes and timers get, with the events that they may publish. */
export const planPublisher: PlanFiles = (workshop, view) => [
  templated(workshop, {
    path: `${view.folders.generated}/publisher.ts`,
    owner: 'eda',
    template: 'publisher.ts',
    inputs: [
      ownEvents(view).map((name) => [name, workshop.book.ofEvent(name)]),
      view.calls.length > 0,
      view.aggregates.length > 0,
    ],
    view: () => publisherView(workshop, view),
  }),
];

function publisherView({ book }: Workshop, view: ServiceView): object {
  const events = ownEvents(view);
  return {
    imports: printImports([
      ...contextImports(view),
      { from: './events.ts', type: true, names: events.map(book.ofEvent) },
      { from: './runtime/contract.ts', type: true, names: ['OperationContext', 'UnitOfWork'] },
    ]),
    events: events.map((name) => ({ key: printKey(name), type: book.ofEvent(name) })),
    context: printAlias('ServiceContext', {
      name: 'OperationContext',
      of: contextArguments('OwnEvents', view),
    }),
    unit: printAlias('ServiceUnit', {
      name: 'UnitOfWork',
      of: view.aggregates.length > 0 ? ['OwnEvents', 'Aggregates'] : ['OwnEvents'],
    }),
  };
}
