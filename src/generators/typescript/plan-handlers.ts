import type { EventContract } from '../../model/architecture.ts';
import { commentText, printComment } from '../../print/comment.ts';
import { printImports } from '../../print/imports.ts';
import { printKey } from '../../print/literal.ts';
import { contextArguments, contextImports } from './context-types.ts';
import { printAlias } from './print-reference.ts';
import type { HandlerView, ServiceView } from './service-view.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `handlers.ts`: the type of each handler, with what it may publish. */
export const planHandlers: PlanFiles = (workshop, view) => {
  if (view.handlers.length === 0) return [];
  return [
    templated(workshop, {
      path: `${view.folders.generated}/handlers.ts`,
      owner: 'eda',
      template: 'handlers.ts',
      inputs: [
        view.handlers.map(({ event, publishes }) => [
          event.name,
          event.summary,
          workshop.book.ofEvent(event.name),
          publishes,
        ]),
        view.handlers.map(({ subscription }) => subscription.description),
        [view.calls.length > 0, view.aggregates.length > 0],
      ],
      view: () => handlersView(workshop, view),
    }),
  ];
};

function handlersView({ book }: Workshop, view: ServiceView): object {
  const { handlers } = view;
  const publishes = handlers.flatMap((handler) => handler.publishes);
  return {
    imports: printImports([
      ...contextImports(view),
      {
        from: './events.ts',
        type: true,
        names: [...handlers.map(({ event }) => event.name), ...publishes].map(book.ofEvent),
      },
      { from: './runtime/contract.ts', type: true, names: ['Handler', 'HandlerContext'] },
    ]),
    handlers: handlers.map((handler) => {
      const type = book.ofEvent(handler.event.name);
      const reactions = handler.publishes.length > 0 ? `${type}Reactions` : 'Record<never, never>';
      const context = { name: 'HandlerContext', of: contextArguments(reactions, view) };
      return {
        name: commentText(handler.event.name),
        key: printKey(handler.event.name),
        type,
        publishes: handler.publishes.map((name) => ({ key: printKey(name), type: book.ofEvent(name) })),
        comment: printComment(describeHandler(handler)),
        alias: printAlias(`${type}Handler`, { name: 'Handler', of: [type, context] }),
      };
    }),
  };
}

/** What a handler is for and may do, as paragraphs of a comment. */
export function describeHandler({ event, subscription, publishes }: HandlerView): string[] {
  const about = commentText(subscription.description ?? '');
  return [
    `Handles ${describeEvent(event)}`,
    ...(about === '' ? [] : ['', about]),
    '',
    publishes.length === 0
      ? 'It publishes nothing.'
      : `It may publish ${publishes.map(commentText).join(', ')}.`,
  ];
}

/** `todos.task.created: a person added a task.` */
export function describeEvent({ name, summary }: EventContract): string {
  const text = commentText(summary ?? '').replace(/\s+/g, ' ');
  if (text === '') return `${commentText(name)}.`;
  return `${commentText(name)}: ${text}${/[.!?]$/.test(text) ? '' : '.'}`;
}
