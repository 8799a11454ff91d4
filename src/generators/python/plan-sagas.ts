import { printPyDoc, printPyImport, printPyString, pyText } from '../../print/python.ts';
import { isPythonName } from '../../print/python-names.ts';
import { describeEvent } from '../typescript/plan-handlers.ts';
import { sagaNames } from '../typescript/plan-sagas.ts';
import { type SagaReply, sagaReplies } from '../typescript/saga-messages.ts';
import type { ReactionView, SagaView, ServiceView } from '../typescript/service-view.ts';
import { contextImports, contextTypes } from './context-types.ts';
import { printPublisher } from './plan-publishers.ts';
import { eventType, type PlanPythonFiles, type PythonWorkshop, templated } from './workshop.ts';

/** `sagas.py`: what the messages of the service's sagas are made from, and what its steps of choreographies get. */
export const planSagas: PlanPythonFiles = (workshop, view) => {
  if (view.sagas.length + view.reactions.length === 0) return [];
  return [
    templated(workshop, {
      path: `${view.folders.generated}/sagas.py`,
      owner: 'eda',
      template: 'sagas.py',
      inputs: sagaInputs(workshop, view),
      view: () => sagasView(workshop, view),
    }),
  ];
};

/** All that the code around a service's sagas depends on. */
export function sagaInputs(workshop: PythonWorkshop, view: ServiceView): readonly unknown[] {
  return [
    ...view.sagas.flatMap(({ saga, versions }) => [saga, versions]),
    ...view.reactions.map(({ saga, step, publishes, undo }) => [saga.name, step, publishes, undo]),
    view.events.map((event) => [event.name, event.summary, eventType(workshop, event.name), event.data]),
    view.calls.length > 0,
    view.aggregates.length > 0,
  ];
}

/** A part of a step that is the service's own: what is written for it, and how its types are called. */
export interface ReactionPart {
  /** In the wiring: `<saga>/<step>`, or `<saga>/<step>/undo`. */
  readonly name: string;
  readonly kind: 'act' | 'undo';
  readonly type: string;
  readonly event: string;
  readonly publishes: readonly string[];
  readonly doc: readonly string[];
}

/** Doing a step and undoing it, where it is. */
export function reactionParts(view: ServiceView, reaction: ReactionView): readonly ReactionPart[] {
  const { saga, step, act, undone, undo, publishes } = reaction;
  const type = sagaNames(view)(saga.name, step.name);
  const about = pyText(step.description ?? '');
  const [name, sagaName] = [pyText(step.name), pyText(saga.name)];
  const doing: ReactionPart = {
    name: `${saga.name}/${step.name}`,
    kind: 'act',
    type,
    event: act.event.name,
    publishes,
    doc: [
      `Step ${name} of saga ${sagaName}. Takes ${pyText(describeEvent(act.event))}`,
      ...(about === '' ? [] : ['', about]),
      '',
      `It publishes one of ${publishes.map(pyText).join(', ')}.`,
    ],
  };
  if (undone === undefined) return [doing];
  const undoing: ReactionPart = {
    name: `${doing.name}/undo`,
    kind: 'undo',
    type: `${type}Undo`,
    event: undone.event.name,
    publishes: undo?.publishes ?? [],
    doc: [
      `Undoes step ${name} of saga ${sagaName}. Takes ${pyText(describeEvent(undone.event))}`,
      '',
      `It publishes ${(undo?.publishes ?? []).map(pyText).join(', ')}.`,
    ],
  };
  return [doing, undoing];
}

function sagasView(workshop: PythonWorkshop, view: ServiceView): object {
  const nameOf = sagaNames(view);
  const sagas = view.sagas.map((saga) => printSaga(workshop, nameOf(saga.saga.name), saga));
  const parts = view.reactions.flatMap((reaction) => reactionParts(view, reaction));
  const { calls, aggregates } = contextTypes(view);
  const reactions = parts.map(({ name, type, event, publishes }) => {
    const publisher = publishes.length > 0 ? `${type}Publisher` : 'NoEvents';
    const declared = printPublisher(
      workshop,
      publisher,
      `What ${pyText(name)} may publish.`,
      publishes,
    ).trimEnd();
    return (
      `${publishes.length > 0 ? `${declared}\n\n\n` : ''}` +
      `${type}Event: TypeAlias = Event[models.${eventType(workshop, event)}]\n` +
      `${type}Context: TypeAlias = HandlerContext[${publisher}, ${calls}, ${aggregates}]\n`
    );
  });
  const publishing = parts.filter(({ publishes }) => publishes.length > 0);
  return {
    imports: [
      printPyImport('typing', ['TypeAlias', ...(sagas.length > 0 ? ['TypedDict'] : [])]),
      [
        printPyImport('.', ['models']),
        parts.length > 0 ? contextImports(view) : '',
        printPyImport('.runtime.context', parts.length > 0 ? ['HandlerContext'] : []),
        printPyImport('.runtime.contract', [
          ...(parts.length > 0 ? ['Event'] : []),
          ...(publishing.length > 0 ? ['Publisher', 'PublishOptions'] : []),
          ...(publishing.length < parts.length ? ['NoEvents'] : []),
        ]),
        printPyImport('.runtime.saga_contract', sagas.length > 0 ? ['SagaRun'] : []),
      ].join(''),
    ].join('\n'),
    text: separate([...sagas, ...reactions].join('\n\n')),
  };
}

/** A class stands two lines below the imports, an assignment one. */
function separate(text: string): string {
  return `${text.startsWith('class ') ? '\n' : ''}${text.trimEnd()}`;
}

function printSaga(workshop: PythonWorkshop, type: string, view: SagaView): string {
  const replies = sagaReplies(workshop.architecture, view);
  const about = `Data of the answers that ${pyText(view.saga.name)} awaits, by step; those that have come.`;
  const start = `models.${eventType(workshop, view.saga.starts)}`;
  return (
    `${printReplies(workshop, `${type}Replies`, replies, about)}\n\n` +
    `${type}Run: TypeAlias = SagaRun[${start}, ${type}Replies]\n`
  );
}

function printReplies(
  workshop: PythonWorkshop,
  name: string,
  replies: readonly SagaReply[],
  about: string,
): string {
  const members = replies.map(({ step, events }) => ({
    step,
    type: [...new Set(events.map((event) => `models.${eventType(workshop, event.name)}`))].join(' | '),
  }));
  if (members.every(({ step }) => isPythonName(step))) {
    const lines = members.map(({ step, type }) => `    ${step}: ${type}\n`);
    return `class ${name}(TypedDict, total=False):\n${printPyDoc([about], 4)}\n${lines.length > 0 ? '\n' : ''}${lines.join('')}`;
  }
  const lines = members.map(({ step, type }) => `        ${printPyString(step)}: ${type},\n`);
  return `${name} = TypedDict(\n    "${name}",\n    {\n${lines.join('')}    },\n    total=False,\n)\n${printPyDoc([about], 0)}\n`;
}
