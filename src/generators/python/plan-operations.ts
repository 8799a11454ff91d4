import type { Operation } from '../../model/architecture.ts';
import {
  printPy,
  printPyDoc,
  printPyImport,
  printPySignature,
  printPyString,
  pyDict,
  pyText,
} from '../../print/python.ts';
import { printPythonType } from '../../print/python-models.ts';
import type { CallView, ServiceView } from '../typescript/service-view.ts';
import { schemaInputs } from '../typescript/workshop.ts';
import { serviceTypes } from './data-types.ts';
import { type PlanPythonFiles, type PythonWorkshop, pythonNames, templated, typeName } from './workshop.ts';

/** `operations.py`: what operations are asked; `clients.py`: the operations of other services. */
export const planOperations: PlanPythonFiles = (workshop, view) => {
  const folder = view.folders.generated;
  const operations = templated(workshop, {
    path: `${folder}/operations.py`,
    owner: 'eda',
    template: 'operations.py',
    inputs: [view.operations],
    view: () => operationsView(workshop, view),
  });
  const clients = templated(workshop, {
    path: `${folder}/clients.py`,
    owner: 'eda',
    template: 'clients.py',
    inputs: [
      view.calls.map(({ call, operation }) => [call, operation]),
      ...schemaInputs(
        workshop,
        view.calls.flatMap(({ operation }) => operation.params.map(({ schema }) => schema)),
      ),
    ],
    view: () => clientsView(workshop, view),
  });
  return [...(view.operations.length > 0 ? [operations] : []), ...(view.calls.length > 0 ? [clients] : [])];
};

function operationsView(workshop: PythonWorkshop, view: ServiceView): object {
  const types = serviceTypes(workshop, view);
  let usesModels = false;
  const aliases = view.operations.map((operation) => {
    const { base, params, request } = types.ofOperation(view.service.name, operation);
    const [first, second] = [params, request].map((name) => {
      if (name === undefined) return 'None';
      usesModels = true;
      return `models.${name}`;
    });
    return (
      `${base}Input: TypeAlias = OperationRequest[${first}, ${second}]\n` +
      `${printPyDoc(describeOperation(operation), 0)}\n`
    );
  });
  return {
    imports: [
      printPyImport('typing', ['TypeAlias']),
      printPyImport('.', usesModels ? ['models'] : []) +
        printPyImport('.runtime.contract', ['OperationRequest']),
    ].join('\n'),
    text: aliases.join('\n').trimEnd(),
  };
}

/** `GET /accounts/{userId}`, and what it is for. */
export function describeOperation({ method, path, description }: Operation): string[] {
  const about = pyText(description ?? '');
  return [`${method.toUpperCase()} ${pyText(path)}`, ...(about === '' ? [] : ['', about])];
}

function clientsView(workshop: PythonWorkshop, view: ServiceView): object {
  const types = serviceTypes(workshop, view);
  const services = [...new Set(view.calls.map(({ callee }) => callee.name))];
  const attribute = pythonNames(services);
  const classNames = new Map(services.map((name) => [name, `${clientName(attribute(name))}Client`]));
  const uses = new Set<string>();
  const classes = services.map((service) => {
    const calls = view.calls.filter(({ callee }) => callee.name === service);
    const method = pythonNames(calls.map(({ operation }) => operation.name));
    const methods = calls.map((call) =>
      printMethod(workshop, types, method(call.operation.name), call, uses),
    );
    return (
      `class ${classNames.get(service)}:\n    """Operations of ${pyText(service)}."""\n\n` +
      `    def __init__(self, calls: Mapping[str, CallOperation]) -> None:\n        self._calls = calls\n\n` +
      methods.join('\n')
    );
  });
  const attributes = services.map(
    (name) => `        self.${attribute(name)} = ${classNames.get(name)}(calls[${printPyString(name)}])\n`,
  );
  const calls =
    'class Calls:\n    """What this service calls: `context.call`."""\n\n' +
    `    def __init__(self, calls: Mapping[str, Mapping[str, CallOperation]]) -> None:\n${attributes.join('')}`;
  return {
    imports: [
      [
        printPyImport('collections.abc', ['Mapping']),
        printPyImport(
          'typing',
          [...uses].filter((name) => ['Any', 'Literal', 'cast'].includes(name)),
        ),
      ].join(''),
      [
        printPyImport('.', uses.has('models') ? ['models'] : []),
        printPyImport('.runtime.client', ['CallOperation']),
        printPyImport(
          '.runtime.data_type',
          [...uses].filter((name) => ['Json', 'Number'].includes(name)),
        ),
      ].join(''),
    ].join('\n'),
    text: `\n${[...classes, calls].join('\n\n').trimEnd()}`,
  };
}

function clientName(attribute: string): string {
  return attribute
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

function printMethod(
  { book }: PythonWorkshop,
  types: ReturnType<typeof serviceTypes>,
  name: string,
  { call, operation, callee }: CallView,
  uses: Set<string>,
): string {
  const { request, response } = types.ofOperation(callee.name, operation);
  if (request !== undefined || response !== undefined) uses.add('models');
  const argument = pythonNames(operation.params.map((param) => param.name));
  const context = {
    typeName: (id: string) => `models.${typeName(book.context.typeName(id))}`,
    schemaOf: book.context.schemaOf,
  };
  const params = operation.params.map((param) => {
    const { text, uses: found } = printPythonType(param.schema, context);
    for (const each of found) uses.add(each);
    if (text.includes('models.')) uses.add('models');
    return `${argument(param.name)}: ${param.in === 'path' ? text : `${text} | None = None`}`;
  });
  const body = request === undefined ? [] : [`body: models.${request}`];
  const list = ['self', ...body, ...(params.length > 0 ? ['*', ...params] : [])];
  const result = response === undefined ? 'None' : `models.${response}`;
  const signature = printPySignature(`async def ${name}`, list, result);
  const given = [
    ...(operation.params.length > 0
      ? [
          {
            head: 'params=',
            value: pyDict(operation.params.map((param) => [param.name, argument(param.name)])),
          },
        ]
      : []),
    ...(request === undefined ? [] : [{ head: 'body=', value: 'body' }]),
  ];
  const calling = { open: `await self._calls[${printPyString(operation.name)}](`, close: ')', parts: given };
  const doc = printPyDoc(describeCall(call, operation), 8);
  if (response === undefined) return `${signature}\n${doc}\n        ${printPy(calling, 8)}\n`;
  const start = `        result: ${result} = `;
  return `${signature}\n${doc}\n${start}${printPy(calling, 8, start.length)}\n        return result\n`;
}

function describeCall(call: CallView['call'], operation: Operation): string[] {
  const seconds = call.timeout % 1000 === 0 ? `${call.timeout / 1000} s` : `${call.timeout} ms`;
  const attempts = call.retry.attempts === 1 ? 'one attempt' : `${call.retry.attempts} attempts`;
  const about = pyText(call.description ?? operation.description ?? '');
  const end =
    call.fallback === undefined
      ? 'Raises CallError where no answer comes.'
      : 'Answers the fallback where no answer comes.';
  const line = `${operation.method.toUpperCase()} ${pyText(operation.path)} within ${seconds}, ${attempts}. ${end}`;
  return about === '' ? [line] : [about, '', line];
}
