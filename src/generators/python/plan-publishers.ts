import { printPyDoc, printPyImport, printPySignature, printPyString, pyText } from '../../print/python.ts';
import { describeEvent } from '../typescript/plan-handlers.ts';
import { ownEvents, type ServiceView } from '../typescript/service-view.ts';
import { contextImports, contextTypes } from './context-types.ts';
import { eventType, type PlanPythonFiles, type PythonWorkshop, pythonNames, templated } from './workshop.ts';

/** `publisher.py`: what operations get; `handlers.py`: what each handler gets. Both know what may be published. */
export const planPublishers: PlanPythonFiles = (workshop, view) => {
  const folder = view.folders.generated;
  const withCalls = view.calls.length > 0;
  return [
    templated(workshop, {
      path: `${folder}/publisher.py`,
      owner: 'eda',
      template: 'publisher.py',
      inputs: [aboutEvents(workshop, ownEvents(view)), withCalls, view.aggregates.length > 0],
      view: () => publisherView(workshop, view),
    }),
    ...(view.handlers.length === 0
      ? []
      : [
          templated(workshop, {
            path: `${folder}/handlers.py`,
            owner: 'eda' as const,
            template: 'handlers.py',
            inputs: [
              view.handlers.map(({ event, publishes }) => [
                eventType(workshop, event.name),
                aboutEvents(workshop, publishes),
              ]),
              withCalls,
              view.aggregates.length > 0,
            ],
            view: () => handlersView(workshop, view),
          }),
        ]),
  ];
};

function aboutEvents(workshop: PythonWorkshop, events: readonly string[]): readonly unknown[] {
  return events.map((name) => [
    name,
    eventType(workshop, name),
    workshop.architecture.events[name]?.summary ?? '',
  ]);
}

function publisherView(workshop: PythonWorkshop, view: ServiceView): object {
  const events = ownEvents(view);
  const publisher = printPublisher(workshop, 'OwnEvents', 'What operations may publish.', events);
  return {
    imports: [
      printPyImport('typing', ['TypeAlias']),
      [
        printPyImport('.', events.length > 0 ? ['models'] : []),
        contextImports(view),
        printPyImport('.runtime', ['context']),
        printPyImport('.runtime.contract', ['Publisher', ...(events.length > 0 ? ['PublishOptions'] : [])]),
      ].join(''),
    ]
      .join('\n')
      .trimEnd(),
    classes: publisher,
    ...contextTypes(view),
  };
}

function handlersView(workshop: PythonWorkshop, view: ServiceView): object {
  const { calls, aggregates } = contextTypes(view);
  const publishing = view.handlers.filter(({ publishes }) => publishes.length > 0);
  const blocks = view.handlers.map(({ event, publishes }) => {
    const type = eventType(workshop, event.name);
    const publisher = publishes.length > 0 ? `${type}Publisher` : 'NoEvents';
    const about = `What the handler of ${pyText(event.name)} may publish.`;
    const declared =
      publishes.length > 0 ? `${printPublisher(workshop, publisher, about, publishes)}\n\n` : '';
    return (
      `${declared}${type}Event: TypeAlias = Event[models.${type}]\n` +
      `${type}Context: TypeAlias = HandlerContext[${publisher}, ${calls}, ${aggregates}]\n`
    );
  });
  return {
    imports: [
      printPyImport('typing', ['TypeAlias']),
      [
        printPyImport('.', ['models']),
        contextImports(view),
        printPyImport('.runtime.context', ['HandlerContext']),
        printPyImport('.runtime.contract', [
          'Event',
          ...(publishing.length > 0 ? ['Publisher', 'PublishOptions'] : []),
          ...(publishing.length < view.handlers.length ? ['NoEvents'] : []),
        ]),
      ].join(''),
    ].join('\n'),
    text: joinBlocks(blocks),
  };
}

/** A class needs two empty lines around it, an alias none. */
function joinBlocks(blocks: readonly string[]): string {
  return blocks
    .map((block, index) => {
      if (index === 0) return block.startsWith('class ') ? `\n${block}` : block;
      return block.startsWith('class ') ? `\n\n${block}` : `\n${block}`;
    })
    .join('')
    .trimEnd();
}

/** A class with a method for each event. */
export function printPublisher(
  workshop: PythonWorkshop,
  name: string,
  about: string,
  events: readonly string[],
): string {
  const method = pythonNames(events);
  const methods = events.map((event) => {
    const type = eventType(workshop, event);
    const contract = workshop.architecture.events[event];
    const doc = printPyDoc([pyText(contract === undefined ? event : describeEvent(contract))], 8);
    return (
      `${printPySignature(`def ${method(event)}`, ['self', `data: models.${type}`, 'options: PublishOptions | None = None'], 'str')}\n` +
      `${doc}\n        return self._publish(${printPyString(event)}, data, options)\n`
    );
  });
  return [`class ${name}(Publisher):\n${printPyDoc([about], 4)}\n`, ...methods].join('\n');
}
