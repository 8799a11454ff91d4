import { pascalCase } from '../../model/names.ts';
import { pathIn } from '../../model/service-folders.ts';
import { commentText, printComment } from '../../print/comment.ts';
import { printImports } from '../../print/imports.ts';
import { printKey, printString } from '../../print/literal.ts';
import { layOut, nameTree, unionTree } from '../../print/type-tree.ts';
import { printAlias, printReference } from './print-reference.ts';
import { printSignature } from './print-signature.ts';
import { type AggregateView, fromGenerated, type ServiceView, toGenerated } from './service-view.ts';
import { aggregateFiles } from './stub-files.ts';
import { typeNames } from './unique-names.ts';
import { eventValidator } from './validators.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/**
 * `aggregates.ts`: the types of what people write for aggregates; `scenarios.ts`: given-when-then for it; and the files
 * that people fill in, written where nothing is yet.
 */
export const planAggregates: PlanFiles = (workshop, view) => {
  if (view.aggregates.length === 0) return [];
  const { book } = workshop;
  const inputs = view.aggregates.map(({ aggregate, events }) => [
    aggregate.name,
    aggregate.description,
    events.map(({ event }) => [
      event.name,
      book.ofEvent(event.name),
      eventValidator(book, event).functionName,
    ]),
  ]);
  const nameOf = aggregateNames(view);
  const files = aggregateFiles(view);
  return [
    templated(workshop, {
      path: `${view.folders.generated}/aggregates.ts`,
      owner: 'eda',
      template: 'aggregates.ts',
      inputs: [view.folders, ...inputs],
      view: () => aggregatesView(workshop, view),
    }),
    templated(workshop, {
      path: `${view.folders.generated}/scenarios.ts`,
      owner: 'eda',
      template: 'scenarios.ts',
      inputs: [view.folders, ...inputs],
      view: () => scenariosView(workshop, view),
    }),
    ...view.aggregates.map((one) => {
      const { name, description } = one.aggregate;
      const names = one.events.map(({ event }) => event.name);
      return templated(workshop, {
        path: `${view.folders.aggregates}/${files.get(name)}.ts`,
        owner: 'once',
        template: 'aggregate-stub.ts',
        inputs: [name, description, names],
        needs: {
          kind: 'members',
          variable: 'evolve',
          members: names.map((event) => ({ name: event, text: `${printKey(event)}: (state) => state` })),
        },
        view: () => stubView(view, nameOf(name), one),
      });
    }),
  ];
};

/** Type names of a service's aggregates: `order` → `Order`. */
export function aggregateNames({ aggregates }: ServiceView): (name: string) => string {
  const names = typeNames(
    aggregates.map(({ aggregate }) => aggregate.name),
    new Set(),
  );
  return (name) => names.get(name) ?? pascalCase(name);
}

function aggregatesView({ book }: Workshop, view: ServiceView): object {
  const nameOf = aggregateNames(view);
  const files = aggregateFiles(view);
  const names = view.aggregates.flatMap(({ events }) => events.map(({ event }) => event.name));
  return {
    imports: printImports([
      ...view.aggregates.map(({ aggregate: { name } }) => ({
        from: `${fromGenerated(view, 'aggregates')}/${files.get(name)}.ts`,
        type: true,
        names: [`${nameOf(name)}Command`, `${nameOf(name)}State`],
      })),
      { from: './events.ts', type: true, names: names.map(book.ofEvent) },
      {
        from: './runtime/aggregate-contract.ts',
        type: true,
        names: ['Aggregate', 'Decide', 'DomainEvent', 'Evolve'],
      },
    ]),
    aggregates: view.aggregates.map(({ aggregate, events }) => {
      const type = nameOf(aggregate.name);
      return {
        name: commentText(aggregate.name),
        key: printKey(aggregate.name),
        type,
        comment: printComment([
          commentText(aggregate.description ?? '') ||
            `An event of ${commentText(aggregate.name)}, by its name.`,
        ]),
        event: printEventUnion(
          `export type ${type}Event =`,
          events.map(({ event: { name } }) => `DomainEvent<${printString(name)}, ${book.ofEvent(name)}>`),
        ),
        decide: printAlias(`${type}Decide`, {
          name: 'Decide',
          of: [`${type}Command`, `${type}State`, `${type}Event`],
        }),
        events: events.map(({ event: { name } }) => ({
          key: printKey(name),
          type: printReference(
            { name: 'Evolve', of: [`${type}State`, book.ofEvent(name)] },
            2,
            14 + printKey(name).length,
          ),
        })),
      };
    }),
  };
}

function printEventUnion(start: string, members: readonly string[]): string {
  const text = layOut(
    unionTree(members.map(nameTree)),
    { indent: 0, column: start.length + 1, tail: 1 },
    true,
  );
  return `${start}${text.startsWith('\n') ? '' : ' '}${text};`;
}

function scenariosView({ book }: Workshop, view: ServiceView): object {
  const nameOf = aggregateNames(view);
  const files = aggregateFiles(view);
  const validators = view.aggregates.flatMap(({ events }) =>
    events.map(({ event }) => eventValidator(book, event).functionName),
  );
  return {
    imports: printImports([
      ...view.aggregates.flatMap(({ aggregate: { name } }) => {
        const [from, type] = [`${fromGenerated(view, 'aggregates')}/${files.get(name)}.ts`, nameOf(name)];
        return [
          { from, names: ['initial', 'decide', 'evolve'].map((part) => `${part} as ${part}${type}`) },
          { from, type: true, names: [`${type}Command`, `${type}State`] },
          { from: './aggregates.ts', type: true, names: [`${type}Event`] },
        ];
      }),
      { from: './runtime/scenario.ts', names: ['given', 'type Scenario'] },
      { from: './validators.ts', names: validators },
    ]),
    aggregates: view.aggregates.map(({ aggregate: { name }, events }) => {
      const type = nameOf(name);
      return {
        name: commentText(name),
        type,
        signature: printSignature(
          `export function given${type}`,
          [`...events: readonly ${type}Event[]`],
          `: Scenario<${type}Command, ${type}State, ${type}Event> {`,
        ),
        events: events.map(({ event }) => ({
          key: printKey(event.name),
          validator: eventValidator(book, event).functionName,
        })),
      };
    }),
  };
}

function stubView(view: ServiceView, type: string, { aggregate, events }: AggregateView): object {
  const name = commentText(aggregate.name);
  const about = commentText(aggregate.description ?? '');
  return {
    imports: printImports([
      {
        from: `${toGenerated(view, 'aggregates')}/aggregates.ts`,
        type: true,
        names: [`${type}Decide`, `${type}Evolve`],
      },
      { from: `${toGenerated(view, 'aggregates')}/runtime/errors.ts`, names: ['RejectedError'] },
    ]),
    type,
    state: printComment([
      `What the decisions of ${name} depend on. Plain JSON, so that a snapshot can keep it.`,
    ]),
    command: printComment([
      `What can be asked of ${name}. Times and new ids come with the command, since deciding is pure.`,
    ]),
    decide: printComment([
      `What follows from a command in a state; nothing, where it is done already.`,
      ...(about === '' ? [] : ['', about]),
      '',
      'Pure: it runs again where others stored events meanwhile. Throw `RejectedError` for what may not be. ' +
        `\`given${type}\` of ${pathIn(view.folder, view.folders.generated)}/scenarios.ts tests it.`,
    ]),
    message: printString(`Nothing can be asked of ${aggregate.name} yet`),
    events: events.map(({ event }) => printKey(event.name)),
  };
}
