import { folderOf, wayTo } from '../../model/service-folders.ts';
import { breakComment, commentText, printComment } from '../../print/comment.ts';
import { printImports } from '../../print/imports.ts';
import { printKey, printString } from '../../print/literal.ts';
import { operationNames } from './operation-names.ts';
import { describeHandler } from './plan-handlers.ts';
import { describeOperation } from './plan-operations.ts';
import { projectionNames } from './plan-projections.ts';
import { toGenerated } from './service-view.ts';
import { handlerFiles, operationFiles, projectionFiles } from './stub-files.ts';
import { type PlanFiles, templated } from './workshop.ts';

/** What people fill in: handlers, operations, projections, and `main.ts`. Each is written where nothing is yet. */
export const planStubs: PlanFiles = (workshop, view) => {
  const { book } = workshop;
  const handlers = handlerFiles(view);
  const operations = operationFiles(view);
  const projections = projectionFiles(view);
  const { served } = operationNames(view);
  const projectionName = projectionNames(view.projections);
  return [
    ...view.handlers.map((handler) => {
      const type = `${book.ofEvent(handler.event.name)}Handler`;
      return templated(workshop, {
        path: `${view.folders.handlers}/${handlers.get(handler.event.name)}.ts`,
        owner: 'once',
        template: 'handler-stub.ts',
        inputs: [
          handler.event.name,
          handler.event.summary,
          handler.subscription.description,
          handler.publishes,
          type,
        ],
        view: () => ({
          imports: printImports([
            { from: `${toGenerated(view, 'handlers')}/handlers.ts`, type: true, names: [type] },
          ]),
          comment: printComment([
            ...describeHandler(handler),
            '',
            handler.publishes.length > 0 ? outcomes.publishing : outcomes.writing,
          ]),
          type,
          message: printString(`${handler.event.name} arrived`),
        }),
      });
    }),
    ...view.operations.map((operation) => {
      const type = `${served(operation.name)}Operation`;
      return templated(workshop, {
        path: `${view.folders.operations}/${operations.get(operation.name)}.ts`,
        owner: 'once',
        template: 'operation-stub.ts',
        inputs: [operation.name, operation.method, operation.path, operation.description, type],
        view: () => ({
          imports: printImports([
            { from: `${toGenerated(view, 'operations')}/operations.ts`, type: true, names: [type] },
            { from: `${toGenerated(view, 'operations')}/runtime/errors.ts`, names: ['HttpError'] },
          ]),
          comment: printComment([...describeOperation(operation), '', refusals]),
          type,
          message: printString(`${operation.name} is not written yet`),
        }),
      });
    }),
    ...view.projections.map(({ projection, events }) => {
      const type = `${projectionName(projection.name)}Projection`;
      return templated(workshop, {
        path: `${view.folders.projections}/${projections.get(projection.name)}.ts`,
        owner: 'once',
        template: 'projection-stub.ts',
        inputs: [projection.name, projection.description, type, events.map(({ name }) => name)],
        needs: {
          kind: 'members',
          variable: 'project',
          members: events.map(({ name }) => ({
            name,
            text: `${printKey(name)}: () => undefined`,
          })),
        },
        view: () => ({
          imports: printImports([
            { from: `${toGenerated(view, 'projections')}/projections.ts`, type: true, names: [type] },
          ]),
          comment: printComment([
            `What each event changes in the row of its key: ${commentText(projection.name)}.`,
            ...about(projection.description),
            '',
            changes,
          ]),
          type,
          events: events.map(({ name }) => printKey(name)),
        }),
      });
    }),
    templated(workshop, {
      path: view.folders.main,
      owner: 'once',
      template: 'main.ts',
      inputs: [view.service.name],
      view: () => ({ generated: wayTo(folderOf(view.folders.main), view.folders.generated) }),
    }),
  ];
};

function about(description: string | undefined): string[] {
  const text = commentText(description ?? '');
  return text === '' ? [] : ['', text];
}

/** How a handler answers. Broken once: to do so for each stub would be half of what one costs. */
const outcomes = {
  writing: breakComment(outcomeOf('What it writes through `context.tx`')),
  publishing: breakComment(outcomeOf('What it writes through `context.tx` and publishes')),
};

function outcomeOf(written: string): string {
  return (
    `${written} is committed together with the note that the event was handled, so a second delivery changes nothing. ` +
    'Throw `RetryableError` to get the event again later, `DropError` to give it up in silence; anything else that ' +
    'is thrown makes it a dead letter.'
  );
}

const refusals =
  'What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes and ' +
  'publishes in one transaction.';

const changes =
  'Each function returns the change of one row, or undefined for none. `increment`, `greatest` and `least` hold in ' +
  'any order of events, `set` does not.';
