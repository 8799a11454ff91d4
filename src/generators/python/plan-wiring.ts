import { joinPath } from '../../model/service-folders.ts';
import { printPy, printPyImport, pyCall, pyDict } from '../../print/python.ts';
import { sagaMessages } from '../typescript/saga-messages.ts';
import { hasCodeUpcasters, ownEvents, type ServiceView } from '../typescript/service-view.ts';
import { aggregateParts } from './plan-aggregates.ts';
import { reactionParts, sagaInputs } from './plan-sagas.ts';
import { sagaModules } from './saga-modules.ts';
import {
  eventType,
  moduleIn,
  type PlanPythonFiles,
  type PythonWorkshop,
  pythonNames,
  templated,
} from './workshop.ts';

/** Modules of the code that people write, by what it is for. */
export function moduleNames({ handlers, operations, projections }: ServiceView) {
  return {
    handler: pythonNames(handlers.map(({ event }) => event.name)),
    operation: pythonNames(operations.map(({ name }) => name)),
    projection: pythonNames(projections.map(({ projection }) => projection.name)),
    source: pythonNames(projections.flatMap(({ events }) => events.map(({ name }) => name))),
  };
}

/** `wiring.py`: the code that people write, by what it is for; `start.py`: starts the service with it. */
export const planWiring: PlanPythonFiles = (workshop, view) => {
  const folder = view.folders.generated;
  const inputs = [
    view.folders,
    view.handlers.map(({ event, publishes }) => [
      event.name,
      eventType(workshop, event.name),
      publishes.length > 0,
    ]),
    view.operations.map(({ name }) => name),
    view.projections.map(({ projection, events }) => [projection.name, events.map(({ name }) => name)]),
    view.aggregates.map(({ aggregate }) => aggregate.name),
    view.calls.length > 0,
    ownEvents(view).length > 0,
    ...sagaInputs(workshop, view),
  ];
  const sagas = sagaModules(workshop, view).packages.map((name) => name.replaceAll('.', '/'));
  const frame = (path: string, text: string) =>
    templated(workshop, {
      path,
      owner: ownerOf(view, path),
      template: 'package.py',
      inputs: [text],
      // What is people's from now on says nothing of being generated.
      view: () => ({ text, ...(ownerOf(view, path) === 'once' ? { header: '' } : {}) }),
    });
  const packages = [
    {
      path: joinPath(view.folders.source, '__init__.py'),
      text: 'The service: generated code, and what people write.',
    },
    { path: `${folder}/__init__.py`, text: 'Written by eda generate, again and again.' },
    ...(view.handlers.length > 0
      ? [{ path: `${view.folders.handlers}/__init__.py`, text: 'What happens to events.' }]
      : []),
    ...(view.operations.length > 0
      ? [{ path: `${view.folders.operations}/__init__.py`, text: 'What the service serves.' }]
      : []),
    ...(view.projections.length > 0
      ? [
          { path: `${view.folders.projections}/__init__.py`, text: 'How events fill tables.' },
          ...view.projections.map(({ projection }) => ({
            path: `${view.folders.projections}/${moduleNames(view).projection(projection.name)}/__init__.py`,
            text: 'One module an event.',
          })),
        ]
      : []),
    ...(view.aggregates.length > 0
      ? [
          {
            path: `${view.folders.aggregates}/__init__.py`,
            text: 'What is decided, and what becomes of it.',
          },
        ]
      : []),
    ...(sagas.length > 0
      ? [
          { path: `${view.folders.sagas}/__init__.py`, text: 'What sagas say, and what their steps do.' },
          ...sagas.map((path) => ({
            path: `${joinPath(view.folder, path)}/__init__.py`,
            text: 'One module a message, or a part of a step.',
          })),
        ]
      : []),
    ...(hasCodeUpcasters(view)
      ? [{ path: `${view.folders.upcasters}/__init__.py`, text: 'How old data become new.' }]
      : []),
  ];
  return [
    ...distinctPaths(packages).map(({ path, text }) => frame(path, text)),
    templated(workshop, {
      path: `${folder}/wiring.py`,
      owner: 'eda',
      template: 'wiring.py',
      inputs,
      view: () => wiringView(workshop, view),
    }),
    templated(workshop, {
      path: `${folder}/start.py`,
      owner: 'eda',
      template: 'start.py',
      inputs: [],
      view: () => ({}),
    }),
  ];
};

/** Where a service was before, its packages may say more than that they are there. */
function ownerOf({ service, folders }: ServiceView, path: string): 'eda' | 'once' {
  return service.paths === undefined || path.startsWith(`${folders.generated}/`) ? 'eda' : 'once';
}

/** Kinds of code that share a folder have one package. */
function distinctPaths<T extends { readonly path: string }>(packages: readonly T[]): readonly T[] {
  return [...new Map(packages.map((one) => [one.path, one])).values()];
}

function wiringView(workshop: PythonWorkshop, view: ServiceView): object {
  const names = moduleNames(view);
  const publishing = view.handlers.filter(({ publishes }) => publishes.length > 0);
  const publisherOf = (event: string): string => `${eventType(workshop, event)}Publisher`;
  const withCalls = view.calls.length > 0;
  const saga = sagaModules(workshop, view);
  const reactions = view.reactions.flatMap((reaction) => reactionParts(view, reaction));
  const messages = view.sagas.map((own) => ({
    name: own.saga.name,
    events: sagaMessages(workshop.architecture, own).map(({ event }) => event.name),
  }));
  const publishers: [string, string][] = [
    ...publishing.map(({ event }): [string, string] => [event.name, publisherOf(event.name)]),
    ...reactions
      .filter(({ publishes }) => publishes.length > 0)
      .map(({ name, type }): [string, string] => [name, `${type}Publisher`]),
  ];
  const text = pyCall('ServiceWiring', {
    handlers: pyDict([
      ...view.handlers.map(({ event }): [string, string] => [
        event.name,
        `${moduleIn(view, 'handlers')}.${names.handler(event.name)}.handle`,
      ]),
      ...reactions.map(({ name, kind }): [string, string] => [name, `${saga.reaction(name)}.${kind}`]),
    ]),
    operations: pyDict(
      view.operations.map(({ name }) => [
        name,
        `${moduleIn(view, 'operations')}.${names.operation(name)}.serve`,
      ]),
    ),
    projections: pyDict(
      view.projections.map(({ projection, events }) => [
        projection.name,
        pyDict(
          events.map(({ name }) => [
            name,
            `${moduleIn(view, 'projections')}.${names.projection(projection.name)}.${names.source(name)}.project`,
          ]),
        ),
      ]),
    ),
    sagas:
      messages.length === 0
        ? undefined
        : pyDict(
            messages.map(({ name, events }) => [
              name,
              pyDict(events.map((event) => [event, `${saga.message(name, event)}.make`])),
            ]),
          ),
    aggregates:
      view.aggregates.length === 0
        ? undefined
        : pyDict(
            view.aggregates.map(({ aggregate }): [string, string] => [
              aggregate.name,
              `aggregate_code.${aggregateParts(view)(aggregate.name).constant}`,
            ]),
          ),
    typed_aggregates: view.aggregates.length > 0 ? 'Aggregates' : undefined,
    publisher: 'OwnEvents',
    handler_publishers: publishers.length === 0 ? undefined : pyDict(publishers),
    clients: withCalls ? 'Calls' : undefined,
  });
  const modules = [
    ...view.handlers.map(({ event }) => `${moduleIn(view, 'handlers')}.${names.handler(event.name)}`),
    ...view.operations.map(({ name }) => `${moduleIn(view, 'operations')}.${names.operation(name)}`),
    ...view.projections.flatMap(({ projection, events }) =>
      events.map(
        ({ name }) =>
          `${moduleIn(view, 'projections')}.${names.projection(projection.name)}.${names.source(name)}`,
      ),
    ),
    ...messages.flatMap(({ name, events }) => events.map((event) => saga.message(name, event))),
    ...reactions.map(({ name }) => saga.reaction(name)),
  ].sort();
  return {
    imports: [
      modules.map((module) => `import ${module}\n`).join(''),
      [
        printPyImport('.', view.aggregates.length > 0 ? ['aggregate_code'] : []),
        printPyImport('.aggregates', view.aggregates.length > 0 ? ['Aggregates'] : []),
        printPyImport('.clients', withCalls ? ['Calls'] : []),
        printPyImport(
          '.handlers',
          publishing.map(({ event }) => publisherOf(event.name)),
        ),
        printPyImport('.publisher', ['OwnEvents']),
        printPyImport('.runtime.contract', ['ServiceWiring']),
        printPyImport(
          '.sagas',
          reactions.filter(({ publishes }) => publishes.length > 0).map(({ type }) => `${type}Publisher`),
        ),
      ].join(''),
    ]
      .filter((group) => group !== '')
      .join('\n'),
    text: printPy(text, 0, 'WIRING = '.length),
  };
}
