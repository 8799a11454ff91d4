import { pascalCase } from '../../model/names.ts';
import { commentText, printComment } from '../../print/comment.ts';
import { printImports } from '../../print/imports.ts';
import { printKey, printString } from '../../print/literal.ts';
import { contextArguments, contextImports } from './context-types.ts';
import { describeEvent } from './plan-handlers.ts';
import { printReference, type Reference } from './print-reference.ts';
import {
  type SagaMessageView,
  type SagaReply,
  sagaFailures,
  sagaMessages,
  sagaReplies,
  sentence,
} from './saga-messages.ts';
import type { ReactionView, SagaView, ServiceView } from './service-view.ts';
import type { TypeBook } from './type-book.ts';
import { spellApart } from './unique-names.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `sagas.ts`: the types of what people write for sagas: the data of their messages, and steps of choreographies. */
export const planSagas: PlanFiles = (workshop, view) => {
  if (view.sagas.length + view.reactions.length === 0) return [];
  return [
    templated(workshop, {
      path: `${view.folders.generated}/sagas.ts`,
      owner: 'eda',
      template: 'sagas.ts',
      inputs: sagaInputs(workshop, view),
      view: () => sagasView(workshop, view),
    }),
  ];
};

/** All that the code around a service's sagas depends on. */
export function sagaInputs({ book }: Workshop, view: ServiceView): readonly unknown[] {
  return [
    ...view.sagas.flatMap(({ saga, versions }) => [saga, versions]),
    ...view.reactions.map(({ saga, step, publishes, undo }) => [saga.name, step, publishes, undo]),
    view.events.map(({ name, summary }) => [name, summary, book.ofEvent(name)]),
    [view.calls.length > 0, view.aggregates.length > 0],
  ];
}

/** Type names of the sagas that a service runs, and of its steps in choreographies: `OrderFulfilment`. */
export function sagaNames({ sagas, reactions }: ServiceView): (saga: string, step?: string) => string {
  const keyOf = (saga: string, step?: string): string => (step === undefined ? saga : `${saga}\0${step}`);
  const all = [
    ...sagas.map(({ saga }) => keyOf(saga.name)),
    ...reactions.map(({ saga, step }) => keyOf(saga.name, step.name)),
  ];
  const parts = (key: string): string[] => key.split('\0').map(pascalCase);
  const names = spellApart(all, [(key) => parts(key).join(''), (key) => parts(key).join('_')]);
  return (saga, step) => names.get(keyOf(saga, step)) ?? pascalCase(saga);
}

function sagasView(workshop: Workshop, view: ServiceView): object {
  const { architecture, book } = workshop;
  const nameOf = sagaNames(view);
  const sagas = view.sagas.map((saga) => sagaView(workshop, nameOf(saga.saga.name), saga));
  const reactions = view.reactions.map((reaction) => reactionView(book, view, nameOf, reaction));
  const messages = view.sagas.flatMap((saga) => sagaMessages(architecture, saga));
  const events = [
    ...view.sagas.flatMap((saga) => [
      saga.saga.starts,
      ...[...sagaReplies(architecture, saga), ...sagaFailures(architecture, saga)].flatMap(namesOf),
    ]),
    ...messages.map(({ event }) => event.name),
    ...view.reactions.flatMap(({ act, undone, publishes, undo }) => [
      act.event.name,
      ...publishes,
      ...(undone === undefined ? [] : [undone.event.name, ...(undo?.publishes ?? [])]),
    ]),
  ];
  return {
    imports: printImports([
      ...(view.reactions.length > 0 ? contextImports(view) : []),
      { from: './events.ts', type: true, names: events.map(book.ofEvent) },
      {
        from: './runtime/contract.ts',
        type: true,
        names: view.reactions.length > 0 ? ['Handler', 'HandlerContext'] : [],
      },
      {
        from: './runtime/saga-contract.ts',
        type: true,
        names: messages.map(({ way }) => (way === 'forward' ? 'SagaForward' : 'SagaBackward')),
      },
    ]),
    sagas,
    reactions,
    reactionList: reactions.flatMap(({ entries }) => entries),
  };
}

function namesOf({ events }: SagaReply): string[] {
  return events.map(({ name }) => name);
}

function sagaView({ architecture, book }: Workshop, type: string, view: SagaView) {
  const { saga } = view;
  const replies = sagaReplies(architecture, view);
  const failures = sagaFailures(architecture, view);
  const failureType = failures.length > 0 ? `${type}Failures` : 'Record<never, never>';
  return {
    name: commentText(saga.name),
    type,
    key: printKey(saga.name),
    replies: replies.map((reply) => memberOf(book, reply)),
    failures: failures.map((reply) => memberOf(book, reply)),
    comment: printComment([
      `The data of the messages of ${commentText(saga.name)}. Pure functions: a transition that is interrupted is decided again.`,
    ]),
    messages: sagaMessages(architecture, view).map((message) => {
      const key = printKey(message.event.name);
      return {
        key,
        comment: printComment([sentence(commentText(message.purpose))], 2),
        type: printReference(messageType(book, view, message, type, failureType), 2, 13 + key.length),
      };
    }),
  };
}

function memberOf(book: TypeBook, { step, events }: SagaReply) {
  const types = [...new Set(events.map(({ name }) => book.ofEvent(name)))];
  return { key: printKey(step), type: types.join(' | ') };
}

function messageType(
  book: TypeBook,
  { saga }: SagaView,
  { event, way, done }: SagaMessageView,
  type: string,
  failures: string,
): Reference {
  const steps = done.length === 0 ? 'never' : done.map(printString).join(' | ');
  const [start, data] = [book.ofEvent(saga.starts), book.ofEvent(event.name)];
  return way === 'forward'
    ? { name: 'SagaForward', of: [start, `${type}Replies`, steps, data] }
    : { name: 'SagaBackward', of: [start, `${type}Replies`, failures, steps, data] };
}

function reactionView(
  book: TypeBook,
  view: ServiceView,
  nameOf: ReturnType<typeof sagaNames>,
  reaction: ReactionView,
) {
  const { saga, step, act, undone } = reaction;
  const type = nameOf(saga.name, step.name);
  const part = (suffix: string, event: string, publishes: readonly string[], comment: readonly string[]) => {
    const reactions = `${type}${suffix}Events`;
    const context = { name: 'HandlerContext', of: contextArguments(reactions, view) };
    const start = `export type ${type}${suffix} = `;
    return {
      name: `${type}${suffix}`,
      events: reactions,
      publishes: publishes.map((name) => ({ key: printKey(name), type: book.ofEvent(name) })),
      comment: printComment(comment),
      alias: `${start}${printReference({ name: 'Handler', of: [book.ofEvent(event), context] }, 0, start.length)};`,
    };
  };
  const { does, undoes } = describeReaction(reaction);
  const parts = [
    part('', act.event.name, reaction.publishes, does),
    ...(undone === undefined
      ? []
      : [part('Undo', undone.event.name, reaction.undo?.publishes ?? [], undoes)]),
  ];
  const handler = `${saga.name}/${step.name}`;
  return {
    parts,
    entries: [
      { key: printKey(handler), type },
      ...(undone === undefined ? [] : [{ key: printKey(`${handler}/undo`), type: `${type}Undo` }]),
    ],
  };
}

/** What a step of a choreography does and undoes, as paragraphs of comments. */
export function describeReaction({ saga, step, act, undone, publishes, undo }: ReactionView): {
  readonly does: readonly string[];
  readonly undoes: readonly string[];
} {
  const [name, sagaName] = [commentText(step.name), commentText(saga.name)];
  const about = commentText(step.description ?? '');
  return {
    does: [
      `Step ${name} of saga ${sagaName}. Takes ${describeEvent(act.event)}`,
      ...(about === '' ? [] : ['', about]),
      '',
      `It publishes one of ${publishes.map(commentText).join(', ')}.`,
    ],
    undoes:
      undone === undefined
        ? []
        : [
            `Undoes step ${name} of saga ${sagaName}. Takes ${describeEvent(undone.event)}`,
            '',
            `It publishes ${(undo?.publishes ?? []).map(commentText).join(', ')}.`,
          ],
  };
}
