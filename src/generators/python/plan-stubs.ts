import { mainModule } from '../../model/service-folders.ts';
import { printPyDoc, printPyImport, printPyString, pyText } from '../../print/python.ts';
import { describeEvent } from '../typescript/plan-handlers.ts';
import { projectionNames } from '../typescript/plan-projections.ts';
import type { HandlerView } from '../typescript/service-view.ts';
import { serviceTypes } from './data-types.ts';
import { describeOperation } from './plan-operations.ts';
import { sourceType } from './plan-projections.ts';
import { moduleNames } from './plan-wiring.ts';
import { eventType, moduleIn, type PlanPythonFiles, templated } from './workshop.ts';

/** What people fill in: handlers, operations, projections, and `main.py`. Each is written where nothing is yet. */
export const planStubs: PlanPythonFiles = (workshop, view) => {
  const names = moduleNames(view);
  const types = serviceTypes(workshop, view);
  const projectionName = projectionNames(view.projections);
  return [
    ...view.handlers.map((handler) => {
      const type = eventType(workshop, handler.event.name);
      return templated(workshop, {
        path: `${view.folders.handlers}/${names.handler(handler.event.name)}.py`,
        owner: 'once',
        template: 'handler.py',
        inputs: [
          handler.event.name,
          handler.event.summary,
          handler.subscription.description,
          handler.publishes,
          type,
        ],
        view: () => ({
          doc: printPyDoc([`Handles ${pyText(describeEvent(handler.event))}`], 0),
          imports: printPyImport(`${moduleIn(view, 'generated')}.handlers`, [
            `${type}Context`,
            `${type}Event`,
          ]),
          type,
          inner: printPyDoc(describeHandler(handler), 4),
          message: printPyString(`${handler.event.name} arrived`),
        }),
      });
    }),
    ...view.operations.map((operation) => {
      const { base, response } = types.ofOperation(view.service.name, operation);
      return templated(workshop, {
        path: `${view.folders.operations}/${names.operation(operation.name)}.py`,
        owner: 'once',
        template: 'operation.py',
        inputs: [operation.name, operation.method, operation.path, operation.description, base, response],
        view: () => ({
          doc: printPyDoc(describeOperation(operation), 0),
          imports: [
            printPyImport(`${moduleIn(view, 'generated')}.models`, response === undefined ? [] : [response]),
            printPyImport(`${moduleIn(view, 'generated')}.operations`, [`${base}Input`]),
            printPyImport(`${moduleIn(view, 'generated')}.publisher`, ['ServiceContext']),
            printPyImport(`${moduleIn(view, 'generated')}.runtime.errors`, ['HttpError']),
          ].join(''),
          type: base,
          response: response ?? 'None',
          inner: printPyDoc([refusals], 4),
          message: printPyString(`${operation.name} is not written yet`),
        }),
      });
    }),
    ...view.projections.flatMap(({ projection, events }) =>
      events.map((event) => {
        const name = projectionName(projection.name);
        const source = sourceType(workshop, event.name);
        return templated(workshop, {
          path: `${view.folders.projections}/${names.projection(projection.name)}/${names.source(event.name)}.py`,
          owner: 'once',
          template: 'projection.py',
          inputs: [projection.name, projection.description, name, event.name, source],
          view: () => ({
            doc: printPyDoc([`What ${pyText(event.name)} changes in ${pyText(projection.name)}.`], 0),
            imports: printPyImport(`${moduleIn(view, 'generated')}.projections`, [`${name}Change`, source]),
            event: source,
            change: `${name}Change`,
            inner: printPyDoc([changes], 4),
          }),
        });
      }),
    ),
    templated(workshop, {
      path: view.folders.main,
      owner: 'once',
      template: 'main.py',
      inputs: [view.service.name],
      view: () => ({ generated: moduleIn(view, 'generated'), main: mainModule(view.folders) }),
    }),
  ];
};

function describeHandler({ subscription, publishes }: HandlerView): string[] {
  const about = pyText(subscription.description ?? '');
  const may =
    publishes.length === 0 ? 'It publishes nothing.' : `It may publish ${publishes.map(pyText).join(', ')}.`;
  return [...(about === '' ? [] : [`${about}${/[.!?]$/.test(about) ? '' : '.'}`, '']), may, '', outcomes];
}

const outcomes =
  'What it writes through `context.tx` and publishes is committed together with the note that the event was handled. ' +
  'Raise RetryableError to get the event again later, DropError to give it up in silence; anything else that is raised ' +
  'makes it a dead letter.';

const refusals =
  'Raise HttpError for any status but 200. `async with context.transaction() as unit` writes by `unit.tx` and publishes ' +
  'by `unit.publish` in one transaction.';

const changes =
  'The change of one row, or None. `increment`, `greatest`, `least` hold in any order of events, `set` does not.';
