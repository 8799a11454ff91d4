import type { EventContract } from '../../model/architecture.ts';
import { resolveService } from '../../model/settings.ts';
import { exampleData } from '../../print/example-data.ts';
import { printLiteral } from '../../print/literal.ts';
import type { ServiceView } from './service-view.ts';
import { type PlanFiles, schemaInputs, templated, type Workshop } from './workshop.ts';

/** `test/guarantees.test.ts`: the promises of the service, attacked on a database of its own. */
export const planGuaranteeTests: PlanFiles = (workshop, view) => {
  const events = provenEvents(view);
  if (events.length === 0 || !hasDatabase(workshop, view)) return [];
  return [
    templated(workshop, {
      path: `${view.folder}/test/guarantees.test.ts`,
      owner: 'eda',
      template: 'guarantees.test.ts',
      inputs: [
        events.map(({ name, data, examples }) => [name, data, examples]),
        ...schemaInputs(
          workshop,
          events.map(({ data }) => data),
        ),
      ],
      view: () => ({
        examples: printLiteral(examplesOf(workshop, events), {
          indent: 0,
          column: 'const examples: Examples = '.length,
          tail: 1,
        }),
      }),
    }),
  ];
};

/** What its code publishes, and what its handlers take: each once. */
function provenEvents(view: ServiceView): EventContract[] {
  return [...new Set([...view.published, ...view.handlers.map(({ event }) => event)])];
}

/** Environments that have none prove nothing, but the tests run in one of them. */
function hasDatabase({ architecture, environments }: Workshop, { service }: ServiceView): boolean {
  return environments.some(
    (environment) => resolveService(architecture, service, environment).values.database === 'postgres',
  );
}

function examplesOf({ architecture }: Workshop, events: readonly EventContract[]): object {
  const known = events.map((event) => [event.name, exampleData(architecture, event)] as const);
  return Object.fromEntries(known.filter(([, example]) => example !== undefined));
}
