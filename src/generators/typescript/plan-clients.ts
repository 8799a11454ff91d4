import { commentText, printComment } from '../../print/comment.ts';
import { printImports } from '../../print/imports.ts';
import { printKey } from '../../print/literal.ts';
import { operationNames } from './operation-names.ts';
import { operationSchemas, operationTypes } from './operation-types.ts';
import { printSignature } from './print-signature.ts';
import { printValueType } from './print-value-type.ts';
import type { CallView, ServiceView } from './service-view.ts';
import { type PlanFiles, schemaInputs, templated, type Workshop } from './workshop.ts';

/** `clients.ts`: the operations of other services that this one calls, typed. */
export const planClients: PlanFiles = (workshop, view) => {
  if (view.calls.length === 0) return [];
  const schemas = view.calls.flatMap(({ operation }) => operationSchemas(operation));
  return [
    templated(workshop, {
      path: `${view.folders.generated}/clients.ts`,
      owner: 'eda',
      template: 'clients.ts',
      inputs: [
        ...view.calls.flatMap(({ call, operation }) => [call, operation]),
        ...schemaInputs(workshop, schemas),
      ],
      view: () => clientsView(workshop, view),
    }),
  ];
};

function clientsView(workshop: Workshop, view: ServiceView): object {
  const { calls } = view;
  const { called } = operationNames(view);
  const clients = calls.map((each) =>
    clientView(workshop, called(each.call.service, each.operation.name), each),
  );
  const services = [...new Set(calls.map(({ call }) => call.service))];
  return {
    imports: printImports([
      { from: './runtime/client.ts', type: true, names: ['CallOptions'] },
      { from: './schemas.ts', type: true, names: clients.flatMap(({ mentions }) => mentions) },
    ]),
    declarations: clients.flatMap(({ declarations }) => declarations),
    services: services.map((service) => ({
      key: printKey(service),
      operations: clients.filter((client) => client.service === service),
    })),
  };
}

function clientView({ book }: Workshop, name: string, { call, operation }: CallView) {
  const types = operationTypes(book, name, operation);
  const fallback = call.fallback === undefined ? [] : [printValueType(call.fallback.value)];
  const request = [
    ...(operation.params.length > 0 ? [`readonly params: ${types.params}`] : []),
    ...(operation.request === undefined ? [] : [`readonly body: ${types.request}`]),
  ];
  const result = [types.response, ...fallback.filter((type) => type !== types.response)].join(' | ');
  return {
    service: call.service,
    declarations: types.declarations,
    mentions: types.mentions,
    comment: printComment(describeCall(call, operation), 4),
    signature: printSignature(
      printKey(operation.name),
      [
        `request${request.length > 0 ? `: { ${request.join('; ')} }` : '?: Record<never, never>'}`,
        'options?: CallOptions',
      ],
      `: Promise<${result}>;`,
      4,
    ),
  };
}

function describeCall(call: CallView['call'], operation: CallView['operation']): string[] {
  const seconds = call.timeout % 1000 === 0 ? `${call.timeout / 1000} s` : `${call.timeout} ms`;
  const attempts = call.retry.attempts === 1 ? 'one attempt' : `${call.retry.attempts} attempts`;
  const about = commentText(call.description ?? operation.description ?? '');
  return [
    ...(about === '' ? [] : [about, '']),
    `${operation.method.toUpperCase()} ${commentText(operation.path)} within ${seconds}, ${attempts}. ` +
      (call.fallback === undefined
        ? 'Throws `CallError` where no answer comes.'
        : 'Answers the fallback where no answer comes.'),
  ];
}
