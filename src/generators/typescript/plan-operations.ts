import type { Operation } from '../../model/architecture.ts';
import { commentText, printComment } from '../../print/comment.ts';
import { printImports } from '../../print/imports.ts';
import { printKey } from '../../print/literal.ts';
import { operationNames } from './operation-names.ts';
import { operationSchemas, operationTypes } from './operation-types.ts';
import { printAlias } from './print-reference.ts';
import type { ServiceView } from './service-view.ts';
import { type PlanFiles, schemaInputs, templated, type Workshop } from './workshop.ts';

/** `operations.ts`: the type of each operation that the service serves. */
export const planOperations: PlanFiles = (workshop, view) => {
  if (view.operations.length === 0) return [];
  return [
    templated(workshop, {
      path: `${view.folders.generated}/operations.ts`,
      owner: 'eda',
      template: 'operations.ts',
      inputs: [...view.operations, ...schemaInputs(workshop, view.operations.flatMap(operationSchemas))],
      view: () => operationsView(workshop, view),
    }),
  ];
};

function operationsView({ book }: Workshop, view: ServiceView): object {
  const { served } = operationNames(view);
  const views = view.operations.map((operation) => {
    const name = served(operation.name);
    const types = operationTypes(book, name, operation);
    return {
      key: printKey(operation.name),
      name,
      ...types,
      comment: printComment(describeOperation(operation)),
      alias: printAlias(`${name}Operation`, {
        name: 'OperationHandler',
        of: [types.params, types.request, types.response, 'ServiceContext'],
      }),
    };
  });
  return {
    imports: printImports([
      { from: './publisher.ts', type: true, names: ['ServiceContext'] },
      { from: './runtime/contract.ts', type: true, names: ['OperationHandler'] },
      { from: './schemas.ts', type: true, names: views.flatMap(({ mentions }) => mentions) },
    ]),
    operations: views,
  };
}

/** Method, path and description, as paragraphs of a comment. */
export function describeOperation({ method, path, description }: Operation): string[] {
  const about = commentText(description ?? '');
  return [`${method.toUpperCase()} ${commentText(path)}`, ...(about === '' ? [] : ['', about])];
}
