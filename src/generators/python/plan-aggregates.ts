import {
  printPy,
  printPyDoc,
  printPyImport,
  printPySignature,
  printPyString,
  printPyUnion,
  pyApply,
  pyCall,
  pyList,
  pyText,
} from '../../print/python.ts';
import { aggregateNames } from '../typescript/plan-aggregates.ts';
import type { AggregateView, ServiceView } from '../typescript/service-view.ts';
import { serviceTypes } from './data-types.ts';
import {
  constantNames,
  eventType,
  moduleIn,
  type PlanPythonFiles,
  type PythonWorkshop,
  pythonNames,
  templated,
} from './workshop.ts';

/**
 * `aggregates.py`: events of the service's aggregates, and what its code gets of them; `aggregate_code.py`: what people
 * write for them; `scenarios.py`: given-when-then for it; and the modules that people fill in, written where nothing is yet.
 */
export const planAggregates: PlanPythonFiles = (workshop, view) => {
  if (view.aggregates.length === 0) return [];
  const folder = view.folders.generated;
  const parts = aggregateParts(view);
  const inputs = view.aggregates.map(({ aggregate, events }) => [
    aggregate.name,
    aggregate.description,
    events.map(({ event }) => [event.name, eventType(workshop, event.name)]),
  ]);
  const files = [
    { name: 'aggregates', print: () => aggregatesView(workshop, view) },
    { name: 'aggregate_code', print: () => codeView(view) },
    { name: 'scenarios', print: () => scenariosView(workshop, view) },
  ];
  return [
    ...files.map(({ name, print }) =>
      templated(workshop, {
        path: `${folder}/${name}.py`,
        owner: 'eda',
        template: `${name}.py`,
        inputs: [view.folders, ...inputs],
        view: print,
      }),
    ),
    ...view.aggregates.map((one) =>
      templated(workshop, {
        path: `${view.folders.aggregates}/${parts(one.aggregate.name).module}.py`,
        owner: 'once',
        template: 'aggregate.py',
        inputs: [one.aggregate.name, one.aggregate.description],
        view: () => stubView(view, parts(one.aggregate.name), one),
      }),
    ),
  ];
};

/** How the parts of an aggregate are called. */
export interface AggregateParts {
  /** What the names of its types begin with: `Order`. */
  readonly type: string;
  /** Its module in the folder of aggregates, and its attribute of `Aggregates`: `order`. */
  readonly module: string;
  /** The constant of its code: `ORDER`. */
  readonly constant: string;
}

/** Names the parts of a service's aggregates: no two are the same. */
export function aggregateParts(view: ServiceView): (name: string) => AggregateParts {
  const module = pythonNames(view.aggregates.map(({ aggregate }) => aggregate.name));
  const type = aggregateNames(view);
  const constant = constantNames(view.aggregates.map(({ aggregate }) => type(aggregate.name)));
  return (name) => ({ type: type(name), module: module(name), constant: constant(type(name)) });
}

function aggregatesView(workshop: PythonWorkshop, view: ServiceView): object {
  const parts = aggregateParts(view);
  const named = view.aggregates.map((one) => ({ ...one, parts: parts(one.aggregate.name) }));
  return {
    types: named
      .map(({ parts: { module, type } }) =>
        printPyImport(`${moduleIn(view, 'aggregates')}.${module}`, [`${type}Command`, `${type}State`]),
      )
      .sort()
      .map((line) => indented(line, 4))
      .join(''),
    unions: named
      .map(({ aggregate, events, parts: { type } }) => {
        const models = events.map(({ event }) => `models.${eventType(workshop, event.name)}`);
        const doc = printPyDoc([`An event of ${pyText(aggregate.name)}.`], 0);
        return `${printPyUnion(`${type}Event: TypeAlias = `, models)}\n${doc}\n`;
      })
      .join('\n'),
    properties: named
      .map(({ aggregate, parts: { type, module } }) => {
        const result = `Aggregate[${type}Command, ${type}State, ${type}Event]`;
        const about = pyText(aggregate.description ?? '') || `Streams of ${pyText(aggregate.name)}, by key.`;
        return (
          `    @property\n${printPySignature(`def ${module}`, ['self'], result)}\n${printPyDoc([about], 8)}\n` +
          `        aggregate: ${result} = self._aggregates[${printPyString(aggregate.name)}]\n        return aggregate\n`
        );
      })
      .join('\n')
      .trimEnd(),
  };
}

function indented(text: string, columns: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(columns));
}

function codeView(view: ServiceView): object {
  const parts = aggregateParts(view);
  const all = view.aggregates.map(({ aggregate }) => ({ name: aggregate.name, ...parts(aggregate.name) }));
  return {
    imports: [
      all
        .map(({ module }) => `import ${moduleIn(view, 'aggregates')}.${module}\n`)
        .sort()
        .join(''),
      printPyImport(
        '.aggregates',
        all.map(({ type }) => `${type}Event`),
      ),
    ].join('\n'),
    code: all
      .map(({ name, module, type, constant }) => {
        const from = `${moduleIn(view, 'aggregates')}.${module}`;
        const alias = `_${type}Code: TypeAlias = `;
        const types = printPy(
          {
            open: 'AggregateCode[',
            close: ']',
            parts: [`${from}.${type}Command`, `${from}.${type}State`, `${type}Event`].map((value) => ({
              head: '',
              value,
            })),
          },
          0,
          alias.length,
        );
        const head = `${constant}: _${type}Code = `;
        const code = pyCall('AggregateCode', {
          state: `${from}.${type}State`,
          initial: `${from}.INITIAL`,
          decide: `${from}.decide`,
          evolve: `${from}.evolve`,
        });
        const doc = printPyDoc([`What people write for ${pyText(name)}.`], 0);
        return `${alias}${types}\n${head}${printPy(code, 0, head.length)}\n${doc}\n`;
      })
      .join('\n')
      .trimEnd(),
  };
}

function scenariosView(workshop: PythonWorkshop, view: ServiceView): object {
  const parts = aggregateParts(view);
  const { constant: dataType } = serviceTypes(workshop, view);
  const all = view.aggregates.map(({ aggregate, events }) => ({
    ...parts(aggregate.name),
    aggregate,
    events,
  }));
  return {
    imports: [
      all
        .map(({ module, type }) =>
          printPyImport(`${moduleIn(view, 'aggregates')}.${module}`, [`${type}Command`, `${type}State`]),
        )
        .sort()
        .join(''),
      [
        printPyImport('.', ['data_types']),
        printPyImport(
          '.aggregate_code',
          all.map(({ constant }) => constant),
        ),
        printPyImport(
          '.aggregates',
          all.map(({ type }) => `${type}Event`),
        ),
        printPyImport('.runtime.scenario', ['Scenario', 'given']),
      ].join(''),
    ].join('\n'),
    functions: all
      .map(({ aggregate, events, module, type, constant }) => {
        const types = events.map(({ event }) => `data_types.${dataType(eventType(workshop, event.name))}`);
        const signature = printPySignature(
          `def given_${module}`,
          [`*events: ${type}Event`],
          `Scenario[${type}Command, ${type}State, ${type}Event]`,
          0,
        );
        const about = `Begins a scenario of ${pyText(aggregate.name)}: given what happened before, when a command comes, then what is stored?`;
        const result = printPy(
          pyApply('given', [constant, pyList(types), 'events']),
          4,
          4 + 'return '.length,
        );
        return `${signature}\n${printPyDoc([about], 4)}\n    return ${result}\n`;
      })
      .join('\n\n')
      .trimEnd(),
  };
}

function stubView(view: ServiceView, { type, module }: AggregateParts, { aggregate }: AggregateView): object {
  const name = pyText(aggregate.name);
  const about = pyText(aggregate.description ?? '');
  return {
    doc: printPyDoc([about === '' ? `What can be decided about ${name}.` : about], 0),
    imports:
      printPyImport(`${moduleIn(view, 'generated')}.aggregates`, [`${type}Event`]) +
      printPyImport(`${moduleIn(view, 'generated')}.runtime.errors`, ['RejectedError']),
    type,
    state: printPyDoc(
      [
        `What the decisions of ${name} depend on. Anything that pydantic reads and writes, so that a snapshot can keep it.`,
      ],
      4,
    ),
    command: printPyDoc(
      [`What can be asked of ${name}. Times and new ids come with the command, since deciding is pure.`],
      4,
    ),
    decide: printPyDoc(
      [
        'What follows from a command in a state; nothing, where it is done already.',
        '',
        'Pure: it runs again where others stored events meanwhile. Raise RejectedError for what may not be. ' +
          `\`given_${module}\` of ${moduleIn(view, 'generated')}.scenarios tests it.`,
      ],
      4,
    ),
    message: printPyString(`Nothing can be asked of ${aggregate.name} yet`),
  };
}
