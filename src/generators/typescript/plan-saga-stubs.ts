import { commentText, printComment } from '../../print/comment.ts';
import { printImports } from '../../print/imports.ts';
import { lineWidth, printKey, printString } from '../../print/literal.ts';
import { guessMembers } from './guess-members.ts';
import { describeReaction, sagaInputs, sagaNames } from './plan-sagas.ts';
import { type SagaMessageView, sagaMessages } from './saga-messages.ts';
import { type ReactionView, type SagaView, type ServiceView, toGenerated } from './service-view.ts';
import { reactionFiles, sagaFiles } from './stub-files.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `sagas/`: what people fill in for a saga: the data of its messages; of a choreography the steps of the service. */
export const planSagaStubs: PlanFiles = (workshop, view) => {
  const folder = view.folders.sagas;
  const files = sagaFiles(view);
  const reactions = reactionFiles(view);
  const nameOf = sagaNames(view);
  return [
    ...view.sagas.map((saga) => {
      const type = `${nameOf(saga.saga.name)}Messages`;
      return templated(workshop, {
        path: `${folder}/${files.get(saga.saga.name)}.ts`,
        owner: 'once',
        template: 'saga-stub.ts',
        inputs: [type, ...sagaInputs(workshop, view)],
        needs: {
          kind: 'members',
          variable: 'messages',
          members: sagaMessages(workshop.architecture, saga).map(({ event: { name } }) => ({
            name,
            text: `${printKey(name)}: ${unwritten(name, 2)}`,
          })),
        },
        view: () => stubView(workshop, view, saga, type),
      });
    }),
    ...view.reactions.map((reaction) =>
      templated(workshop, {
        path: `${folder}/${reactions(reaction)}.ts`,
        owner: 'once',
        template: 'reaction-stub.ts',
        inputs: sagaInputs(workshop, view),
        view: () => reactionView(view, reaction),
      }),
    ),
  ];
};

function stubView(workshop: Workshop, view: ServiceView, saga: SagaView, type: string): object {
  return {
    imports: printImports([{ from: `${toGenerated(view, 'sagas')}/sagas.ts`, type: true, names: [type] }]),
    comment: printComment([
      `The data of each message of ${commentText(saga.saga.name)}, made from the event that started the run (\`start\`), the answers so far (\`replies\`, by step), and the \`failure\` of a run that is given up.`,
      '',
      'Pure functions: a transition that is interrupted is decided again, and says the same.',
    ]),
    type,
    messages: sagaMessages(workshop.architecture, saga).map((message) => {
      const key = printKey(message.event.name);
      return `${key}: ${guess(workshop, saga, message, 4 + key.length) ?? unwritten(message.event.name, 2)}`;
    }),
  };
}

/** A function for data that only people know. */
function unwritten(name: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const message = printString(`The data of ${name} are not written yet`);
  return `() => {\n${pad}  throw new Error(${message});\n${pad}}`;
}

/** A function for data that the start or answers have, where they seem to. */
function guess(
  { architecture }: Workshop,
  saga: SagaView,
  message: SagaMessageView,
  column: number,
): string | undefined {
  const members = guessMembers(architecture, saga, message);
  if (members === undefined) return undefined;
  const parts = members.map(({ name, step }) => {
    const from = step === undefined ? 'start' : `replies${member(step)}`;
    return `${printKey(name)}: ${from}${member(name)}`;
  });
  const used = [
    ...(members.some(({ step }) => step === undefined) ? ['start'] : []),
    ...(members.some(({ step }) => step !== undefined) ? ['replies'] : []),
  ];
  const head = `({ ${used.join(', ')} }) => (`;
  const line = `${head}{ ${parts.join(', ')} })`;
  return column + line.length + 1 <= lineWidth
    ? line
    : `${head}{\n${parts.map((part) => `    ${part},\n`).join('')}  })`;
}

function member(name: string): string {
  const key = printKey(name);
  return key === name ? `.${name}` : `[${key}]`;
}

function reactionView(view: ServiceView, reaction: ReactionView): object {
  const type = sagaNames(view)(reaction.saga.name, reaction.step.name);
  const { does, undoes } = describeReaction(reaction);
  const isUndone = reaction.undone !== undefined;
  return {
    imports: printImports([
      {
        from: `${toGenerated(view, 'sagas')}/sagas.ts`,
        type: true,
        names: [type, ...(isUndone ? [`${type}Undo`] : [])],
      },
    ]),
    parts: [
      {
        constant: 'act',
        type,
        comment: printComment([...does, '', refusal]),
        message: printString(`${reaction.act.event.name} arrived`),
      },
      ...(isUndone
        ? [
            {
              constant: 'undo',
              type: `${type}Undo`,
              comment: printComment([...undoes, '', undoAdvice]),
              message: printString(`${reaction.saga.aborts} arrived`),
            },
          ]
        : []),
    ],
  };
}

const refusal =
  'What it writes through `context.tx` and publishes is committed together. A run that was given up before it was begun ' +
  'here has nothing to do: see `undo`.';

/** What whoever undoes a step of a choreography has to know. */
export const undoAdvice =
  'It may come twice, and before the step: remember the key, so that the step is not done afterwards. Where there is ' +
  'nothing to undo it says the same.';
