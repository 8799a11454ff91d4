import type { Schema } from '../../model/schema.ts';
import { joinPath } from '../../model/service-folders.ts';
import { printPy, printPyDoc, printPyImport, printPyString, pyCall, pyText } from '../../print/python.ts';
import { pythonAttribute } from '../../print/python-names.ts';
import { guessMembers } from '../typescript/guess-members.ts';
import { describeEvent } from '../typescript/plan-handlers.ts';
import { undoAdvice } from '../typescript/plan-saga-stubs.ts';
import { sagaNames } from '../typescript/plan-sagas.ts';
import { type SagaMessageView, sagaMessages, sentence } from '../typescript/saga-messages.ts';
import type { SagaView } from '../typescript/service-view.ts';
import { reactionParts, sagaInputs } from './plan-sagas.ts';
import { sagaModules } from './saga-modules.ts';
import { eventType, moduleIn, type PlanPythonFiles, type PythonWorkshop, templated } from './workshop.ts';

/** `sagas/`: a module for each message of a saga, and for doing and undoing each step of a choreography. */
export const planSagaStubs: PlanPythonFiles = (workshop, view) => {
  const pathOf = (module: string): string => joinPath(view.folder, `${module.replaceAll('.', '/')}.py`);
  const generated = moduleIn(view, 'generated');
  const modules = sagaModules(workshop, view);
  const nameOf = sagaNames(view);
  const inputs = sagaInputs(workshop, view);
  return [
    ...view.sagas.flatMap((saga) =>
      sagaMessages(workshop.architecture, saga).map((message) => {
        const type = eventType(workshop, message.event.name);
        return templated(workshop, {
          path: pathOf(modules.message(saga.saga.name, message.event.name)),
          owner: 'once',
          template: 'saga_message.py',
          inputs: [message.event.name, ...inputs],
          view: () => ({
            doc: printPyDoc([`The data of ${pyText(describeEvent(message.event))}`], 0),
            imports:
              printPyImport(`${generated}.models`, [type]) +
              printPyImport(`${generated}.sagas`, [`${nameOf(saga.saga.name)}Run`]),
            run: `${nameOf(saga.saga.name)}Run`,
            type,
            inner: printPyDoc([sentence(pyText(message.purpose)), '', pure], 4),
            body:
              guess(workshop, saga, message, type) ??
              `raise NotImplementedError(${printPyString(`The data of ${message.event.name} are not written yet`)})`,
          }),
        });
      }),
    ),
    ...view.reactions.flatMap((reaction) =>
      reactionParts(view, reaction).map((part) =>
        templated(workshop, {
          path: pathOf(modules.reaction(part.name)),
          owner: 'once',
          template: 'reaction.py',
          inputs: [part.name, ...inputs],
          view: () => ({
            doc: printPyDoc(part.doc.slice(0, 1), 0),
            imports: printPyImport(`${generated}.sagas`, [`${part.type}Context`, `${part.type}Event`]),
            function: part.kind,
            type: part.type,
            inner: printPyDoc([...part.doc.slice(2), '', part.kind === 'act' ? refusal : undoAdvice], 4),
            message: printPyString(`${part.event} arrived`),
          }),
        }),
      ),
    ),
  ];
};

/** The making of data that the start or answers have, where they seem to. */
function guess(
  { architecture }: PythonWorkshop,
  saga: SagaView,
  message: SagaMessageView,
  type: string,
): string | undefined {
  // Types of nested objects have names of their own in each model.
  const members = guessMembers(architecture, saga, message, isPlain);
  if (members === undefined) return undefined;
  const parts = members.map(({ name, step }): [string, string] => {
    const attribute = pythonAttribute(name);
    const from = step === undefined ? 'run.start' : `run.replies[${printPyString(step)}]`;
    return [attribute, `${from}.${attribute}`];
  });
  return `return ${printPy(pyCall(type, Object.fromEntries(parts)), 4, 4 + 'return '.length)}`;
}

function isPlain(schema: Schema): boolean {
  if (schema.kind === 'array') return schema.items === undefined || isPlain(schema.items);
  return !['object', 'union', 'intersection'].includes(schema.kind);
}

const pure = 'A pure function: a transition that is interrupted is decided again, and says the same.';

const refusal =
  'What it writes through `context.tx` and publishes is committed together. A run that was given up before it was begun ' +
  'here has nothing to do: see how it is undone.';
