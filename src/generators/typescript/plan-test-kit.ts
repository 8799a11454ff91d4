import type { EventContract } from '../../model/architecture.ts';
import { exampleData } from '../../print/example-data.ts';
import { printImports } from '../../print/imports.ts';
import { printKey, printLiteralOnce } from '../../print/literal.ts';
import { contextImports } from './context-types.ts';
import { printAlias } from './print-reference.ts';
import type { ServiceView } from './service-view.ts';
import { type PlanFiles, schemaInputs, templated, type Workshop } from './workshop.ts';

/** `testing.ts`: the service's test kit, typed by its events and operations, with the design's examples. */
export const planTestKit: PlanFiles = (workshop, view) => {
  const taken = handledEvents(view);
  return [
    templated(workshop, {
      path: `${view.folders.generated}/testing.ts`,
      owner: 'eda',
      template: 'testing.ts',
      inputs: [
        ...taken,
        taken.map(({ name }) => workshop.book.ofEvent(name)),
        ...schemaInputs(
          workshop,
          taken.map(({ data }) => data),
        ),
        view.published.map(({ name }) => [name, workshop.book.ofEvent(name)]),
        [view.operations.length > 0, view.calls.length > 0, view.aggregates.length > 0],
      ],
      view: () => testingView(workshop, view, taken),
    }),
  ];
};

/** Events that handlers and projections of the service take, each once. */
function handledEvents(view: ServiceView): EventContract[] {
  const sources = view.projections.flatMap((projection) => projection.sources);
  return [...new Set([...view.handlers, ...sources].map(({ event }) => event))];
}

function testingView(
  { architecture, book, examples }: Workshop,
  view: ServiceView,
  taken: readonly EventContract[],
): object {
  const withCalls = view.calls.length > 0;
  const withOperations = view.operations.length > 0;
  const members = (events: readonly EventContract[]) =>
    events.map(({ name }) => ({ key: printKey(name), type: book.ofEvent(name) }));
  return {
    imports: printImports([
      ...contextImports(view),
      { from: './definition.ts', names: ['defineService', 'environmentOf'] },
      {
        from: './events.ts',
        type: true,
        names: [...taken, ...view.published].map(({ name }) => book.ofEvent(name)),
      },
      { from: './operations.ts', type: true, names: withOperations ? ['Operations'] : [] },
      { from: './runtime/test-kit.ts', names: ['openTestKit', 'type TestKit', 'type TestKitOptions'] },
      { from: './wiring.ts', names: ['wiring'] },
    ]),
    taken: members(taken),
    published: members(view.published),
    examples: taken.flatMap((event) => {
      const example = exampleData(architecture, event);
      const key = printKey(event.name);
      const place = { indent: 2, column: key.length + 4, tail: 1 };
      return example === undefined ? [] : [{ key, example: printLiteralOnce(example, place, examples) }];
    }),
    kit: printAlias('ServiceTestKit', {
      name: 'TestKit',
      of: [
        'TakenEvents',
        'PublishedEvents',
        withOperations ? 'Operations' : 'Record<never, never>',
        ...(view.aggregates.length > 0 ? ['Aggregates'] : []),
      ],
    }),
    options: withCalls ? 'TestKitOptions<Calls>' : 'TestKitOptions',
  };
}
