import type { EventContract } from '../../model/architecture.ts';
import type { ObjectSchema, Schema } from '../../model/schema.ts';
import { joinPath } from '../../model/service-folders.ts';
import { printPy, printPyDoc, printPyImport, printPyString, pyCall, pyText } from '../../print/python.ts';
import { pythonAttribute } from '../../print/python-names.ts';
import { describeEvent } from '../typescript/plan-handlers.ts';
import { sagaNames } from '../typescript/plan-sagas.ts';
import { type SagaMessageView, sagaMessages, sagaReplies } from '../typescript/saga-messages.ts';
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
            inner: printPyDoc([sentence(message.purpose), '', pure], 4),
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
            inner: printPyDoc([...part.doc.slice(2), '', part.kind === 'act' ? refusal : unknown], 4),
            message: printPyString(`${part.event} arrived`),
          }),
        }),
      ),
    ),
  ];
};

/** `asks for ship` → `Asks for ship.` */
function sentence(text: string): string {
  const safe = pyText(text);
  return `${safe.charAt(0).toUpperCase()}${safe.slice(1)}.`;
}

/** Data whose members the start or an answer has under the same names, of the same kind: mostly they mean the same. */
function guess(
  workshop: PythonWorkshop,
  { saga, ...view }: SagaView,
  { event, done }: SagaMessageView,
  type: string,
): string | undefined {
  const { events } = workshop.architecture;
  const wanted = objectOf(workshop, event.data);
  const start = events[saga.starts];
  if (wanted === undefined || start === undefined) return undefined;
  const replies = sagaReplies(workshop.architecture, { saga, ...view })
    .filter(({ step, events: told }) => done.includes(step) && told.length === 1)
    .map(({ step, events: [told] }) => ({ from: `run.replies[${printPyString(step)}]`, event: told }));
  const sources = [{ from: 'run.start', event: start }, ...replies.reverse()];
  const parts: { [name: string]: string } = {};
  for (const { name, required, schema } of wanted.properties) {
    const source = sources.find((candidate) => has(workshop, candidate.event, name, schema));
    const attribute = pythonAttribute(name);
    if (source !== undefined) parts[attribute] = `${source.from}.${attribute}`;
    else if (required) return undefined;
  }
  if (Object.keys(parts).length === 0) return undefined;
  return `return ${printPy(pyCall(type, parts), 4, 4 + 'return '.length)}`;
}

/** Only what both say in the very same way: types of nested objects have names of their own in each model. */
function has(
  workshop: PythonWorkshop,
  event: EventContract | undefined,
  name: string,
  schema: Schema,
): boolean {
  const own = event && objectOf(workshop, event.data)?.properties.find((property) => property.name === name);
  return own?.required === true && isPlain(schema) && shapeOf(own.schema) === shapeOf(schema);
}

function isPlain(schema: Schema): boolean {
  if (schema.kind === 'array') return schema.items === undefined || isPlain(schema.items);
  return !['object', 'union', 'intersection'].includes(schema.kind);
}

function objectOf({ architecture }: PythonWorkshop, schema: Schema, depth = 0): ObjectSchema | undefined {
  if (schema.kind === 'object') return schema;
  const named = schema.kind === 'ref' && depth < 10 ? architecture.schemas[schema.id] : undefined;
  return named && objectOf({ architecture } as PythonWorkshop, named.schema, depth + 1);
}

/** A schema without what is said about it. */
function shapeOf(schema: Schema): string {
  return JSON.stringify(schema, (key, value) => (key === 'note' || key === 'at' ? undefined : value));
}

const pure = 'A pure function: a transition that is interrupted is decided again, and says the same.';

const refusal =
  'What it writes through `context.tx` and publishes is committed together. A run that was given up before it was begun ' +
  'here has nothing to do: see how it is undone.';

const unknown =
  'It may come twice, and before the step: remember the key, so that the step is not done afterwards. Where there is ' +
  'nothing to undo it says the same.';
