import { printImports } from '../../print/imports.ts';
import { printLiteral, printString } from '../../print/literal.ts';
import { printCode } from './print-code.ts';
import { type ServiceView, toGenerated } from './service-view.ts';
import { eventValidator, validatedEvents } from './validators.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `test/contract.test.ts`: the examples of the design against the service's code. */
export const planContractTests: PlanFiles = (workshop, view) => [
  templated(workshop, {
    path: `${view.folders.tests}/contract.test.ts`,
    owner: 'eda',
    template: 'contract.test.ts',
    inputs: [
      view.folders,
      workshop.environments,
      ...validatedEvents(view).map((event) => [
        event.name,
        event.examples,
        eventValidator(workshop.book, event).functionName,
      ]),
    ],
    view: () => testView(workshop, view),
  }),
];

function testView({ book, environments }: Workshop, view: ServiceView): object {
  const events = validatedEvents(view)
    .filter(({ examples }) => examples.length > 0)
    .map((event) => ({ event, validator: eventValidator(book, event).functionName }));
  const examplesStart = '  const examples: readonly unknown[] = '.length;
  return {
    imports: printImports([
      { from: `${toGenerated(view, 'tests')}/definition.ts`, names: ['defineService'] },
      {
        from: `${toGenerated(view, 'tests')}/validators.ts`,
        names: events.map(({ validator }) => validator),
      },
      { from: 'node:assert/strict', default: 'assert', names: [] },
      { from: 'node:test', names: ['test'] },
    ]),
    environments: printCode(environments, 0, 'const environments =  as const'.length),
    events: events.map(({ event, validator }) => ({
      title: printString(`${event.name}: its examples fit its schema`),
      validator,
      examples: printLiteral(event.examples, { indent: 2, column: examplesStart, tail: 1 }),
    })),
  };
}
