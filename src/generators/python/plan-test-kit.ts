import type { EventContract, Operation } from '../../model/architecture.ts';
import { pathIn } from '../../model/service-folders.ts';
import { exampleData } from '../../print/example-data.ts';
import {
  printPy,
  printPyDoc,
  printPyImport,
  printPySignature,
  printPyString,
  pyApply,
  pyText,
  pyValue,
} from '../../print/python.ts';
import { describeEvent } from '../typescript/plan-handlers.ts';
import { type ServiceView, subscribedEvents } from '../typescript/service-view.ts';
import { schemaInputs } from '../typescript/workshop.ts';
import { contextTypes } from './context-types.ts';
import { type OperationTypeNames, serviceTypes } from './data-types.ts';
import { describeOperation } from './plan-operations.ts';
import { eventType, type PlanPythonFiles, type PythonWorkshop, pythonNames, templated } from './workshop.ts';

/** `testing.py`: the service's test kit, with a method for each event and operation, and the design's examples. */
export const planTestKit: PlanPythonFiles = (workshop, view) => {
  const taken = subscribedEvents(view);
  return [
    templated(workshop, {
      path: `${view.folders.generated}/testing.py`,
      owner: 'eda',
      template: 'testing.py',
      inputs: [
        view.folders.migrations,
        taken.map((event) => [event.name, eventType(workshop, event.name), event]),
        ...schemaInputs(
          workshop,
          taken.map(({ data }) => data),
        ),
        view.operations,
        view.calls.length > 0,
        view.aggregates.length > 0,
      ],
      view: () => testingView(workshop, view, taken),
    }),
  ];
};

function testingView(workshop: PythonWorkshop, view: ServiceView, taken: readonly EventContract[]): object {
  const types = serviceTypes(workshop, view);
  const eventMethod = pythonNames(taken.map(({ name }) => name));
  const operationMethod = pythonNames(view.operations.map(({ name }) => name));
  const doors = taken.map((event) =>
    printDoor(eventMethod(event.name), eventType(workshop, event.name), event),
  );
  const operations = view.operations.map((operation) =>
    printOperation(
      operationMethod(operation.name),
      operation,
      types.ofOperation(view.service.name, operation),
    ),
  );
  const examples = taken.flatMap((event) => {
    const example = exampleData(workshop.architecture, event);
    if (example === undefined) return [];
    const type = eventType(workshop, event.name);
    const load = printPy(
      pyApply(`data_types.${types.constant(type)}.load`, [pyValue(example)]),
      8,
      8 + 'return '.length,
    );
    return [`    def ${eventMethod(event.name)}(self) -> models.${type}:\n        return ${load}\n`];
  });
  const uses = [...doors, ...operations, ...examples].join('');
  return {
    migrations: printPyString(pathIn(view.folder, view.folders.migrations)),
    imports: [
      [
        printPyImport('collections.abc', ['Mapping']),
        printPyImport('contextlib', ['AbstractAsyncContextManager']),
        printPyImport('datetime', ['datetime']),
        printPyImport('typing', ['Any', 'TypeAlias']),
      ].join(''),
      [
        printPyImport('.', [
          ...(examples.length > 0 ? ['data_types'] : []),
          ...(uses.includes('models.') ? ['models'] : []),
        ]),
        printPyImport('.aggregates', view.aggregates.length > 0 ? ['Aggregates'] : []),
        printPyImport('.definition', ['define_service', 'environment_of']),
        printPyImport('.publisher', ['OwnEvents']),
        printPyImport('.runtime.service_kit', [
          ...(doors.length > 0 ? ['Delivery', 'DeliveryOptions'] : []),
          'EventDoor',
          'OperationDoor',
          ...(operations.length > 0 ? ['Served'] : []),
          'ServiceKit',
          ...(view.aggregates.length > 0 ? [] : ['no_aggregates']),
          'open_service_kit',
        ]),
        printPyImport('.wiring', ['WIRING']),
      ].join(''),
    ].join('\n'),
    classes: [
      ['class TakenEvents(EventDoor):\n    """The events that this service takes."""\n', ...doors].join('\n'),
      [
        'class Operations(OperationDoor):\n    """The operations that this service serves."""\n',
        ...operations,
      ].join('\n'),
      ...(examples.length > 0
        ? [
            [
              'class Examples:\n    """The examples of the design, or plain ones that fit: new data at each call."""\n',
              ...examples,
            ].join('\n'),
          ]
        : []),
    ]
      .join('\n\n')
      .trimEnd(),
    examples: examples.length > 0,
    aggregates: contextTypes(view).aggregates,
    makeAggregates: view.aggregates.length > 0 ? 'Aggregates' : 'no_aggregates',
  };
}

function printDoor(method: string, type: string, event: EventContract): string {
  const parameters = ['self', `data: models.${type}`, 'options: DeliveryOptions | None = None'];
  return (
    `${printPySignature(`async def ${method}`, parameters, 'Delivery')}\n` +
    `${printPyDoc([pyText(describeEvent(event))], 8)}\n` +
    `        return await self._take(${printPyString(event.name)}, data, options)\n`
  );
}

function printOperation(method: string, operation: Operation, types: OperationTypeNames): string {
  const { params, request, response } = types;
  const parameters = [
    'self',
    '*',
    ...(params === undefined ? [] : [`params: models.${params}`]),
    ...(request === undefined ? [] : [`body: models.${request}`]),
    'headers: Mapping[str, str] | None = None',
  ];
  const result = `Served[${response === undefined ? 'None' : `models.${response}`}]`;
  const args = [
    printPyString(operation.name),
    params === undefined ? 'None' : 'params',
    request === undefined ? 'None' : 'body',
    'headers',
  ];
  return (
    `${printPySignature(`async def ${method}`, parameters, result)}\n` +
    `${printPyDoc(describeOperation(operation), 8)}\n` +
    `        return await self._serve(${args.join(', ')})\n`
  );
}
