import type { EventContract } from '../../model/architecture.ts';
import { exampleData } from '../../print/example-data.ts';
import { printLiteral, printString } from '../../print/literal.ts';
import { hasDatabase } from './plan-package.ts';
import { ownMigrations, type ServiceView, toGenerated } from './service-view.ts';
import { type PlanFiles, schemaInputs, templated, type Workshop } from './workshop.ts';

/** `test/guarantees.test.ts`: the promises of the service, attacked on a database of its own. */
export const planGuaranteeTests: PlanFiles = (workshop, view) => {
  if (!hasGuarantees(workshop, view)) return [];
  const migrations = ownMigrations(view);
  return [
    templated(workshop, {
      path: `${view.folders.tests}/guarantees.test.ts`,
      owner: 'eda',
      template: 'guarantees.test.ts',
      inputs: [view.folders, ...provenInputs(workshop, view)],
      view: () => ({
        generated: toGenerated(view, 'tests'),
        migrations: migrations === undefined ? '' : printString(migrations),
        examples: printLiteral(
          provenExamples(workshop, view),
          { indent: 0, column: 'const examples: Examples = '.length, tail: 1 },
          workshop.examples,
        ),
      }),
    }),
  ];
};

/** Whether there is anything to prove: events, and a database in some environment. */
export function hasGuarantees(
  workshop: Pick<Workshop, 'architecture' | 'environments'>,
  view: ServiceView,
): boolean {
  return provenEvents(view).length > 0 && hasDatabase(workshop, view);
}

/** Data of the events that its code publishes and its handlers take, by name: those that have an example. */
export function provenExamples({ architecture }: Pick<Workshop, 'architecture'>, view: ServiceView): object {
  const known = provenEvents(view).map((event) => [event.name, exampleData(architecture, event)] as const);
  return Object.fromEntries(known.filter(([, example]) => example !== undefined));
}

/** All that `provenExamples` depends on. */
export function provenInputs(
  workshop: Pick<Workshop, 'architecture' | 'book'>,
  view: ServiceView,
): readonly unknown[] {
  const events = provenEvents(view);
  return [
    ...events,
    ...schemaInputs(
      workshop,
      events.map(({ data }) => data),
    ),
  ];
}

function provenEvents(view: ServiceView): readonly EventContract[] {
  return [...new Set([...view.published, ...view.handlers.map(({ event }) => event)])];
}
