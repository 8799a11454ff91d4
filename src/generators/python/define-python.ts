import { type Py, printPyString, pyApply, pyCall, pyDict, pyList, pyValue } from '../../print/python.ts';
import { pythonName } from '../../print/python-names.ts';
import { type Code, choicesOf, isExpression, isList, isMembers, isSpread } from '../typescript/print-code.ts';

/** How a part of a definition looks in Python. */
type Shape =
  | { readonly kind: 'value' }
  | { readonly kind: 'list' | 'record'; readonly of: Shape }
  | { readonly kind: 'class'; readonly name: string; readonly members: Members };
interface Members {
  /** Members that have a shape or a name of their own; `name: ''` leaves one out. */
  readonly [member: string]: { readonly name?: string; readonly shape?: Shape };
}

const value: Shape = { kind: 'value' };
const list = (of: Shape): Shape => ({ kind: 'list', of });
const record = (of: Shape): Shape => ({ kind: 'record', of });
const made = (name: string, members: Members = {}): Shape => ({ kind: 'class', name, members });

const retry = made('RetryPolicy');
const parameter = made('Parameter', { in: { name: 'place' } });
const consumer = made('Consumer', { kind: { name: '' }, retry: { shape: retry } });
const subscribed = made('SubscribedEvent', {
  validate: { name: 'data' },
  upcasters: { shape: list(value) },
  consumers: { shape: list(consumer) },
});
const operation = made('Operation', {
  parameters: { shape: list(parameter) },
  validateParams: { name: 'params' },
  validateRequest: { name: 'request' },
  validateResponse: { name: 'response' },
});
const call = made('Call', {
  parameters: { shape: list(parameter) },
  retry: { shape: retry },
  circuitBreaker: { shape: made('CircuitBreakerPolicy') },
  fallback: { shape: made('Fallback') },
  validateRequest: { name: 'request' },
  validateResponse: { name: 'response' },
});
const column = made('Column');
const projection = made('Projection', {
  keyColumns: { shape: list(column) },
  columns: { shape: list(column) },
  events: { shape: record(value) },
});
const stored = made('StoredEvent', { validate: { name: 'data' }, upcasters: { shape: list(value) } });
const aggregate = made('AggregateDefinition', { events: { shape: list(stored) } });
const sagaStep = made('SagaStep', { compensation: { shape: made('Compensation') } });
const saga = made('SagaDefinition', {
  keys: { shape: record(value) },
  versions: { shape: list(made('SagaVersion', { steps: { shape: list(sagaStep) } })) },
});
const definition = made('ServiceDefinition', {
  publishes: { shape: record(made('PublishedEvent', { validate: { name: 'data' } })) },
  subscriptions: { shape: list(made('TopicSubscription', { events: { shape: list(subscribed) } })) },
  deadLetters: { shape: list(made('DeadLetterSubscription')) },
  operations: { shape: list(operation) },
  calls: { shape: record(record(call)) },
  projections: { shape: list(projection) },
  sagas: { shape: list(saga) },
  aggregates: { shape: list(aggregate) },
  probes: { shape: record(made('PublishProbe')) },
});

/** A definition in Python, and the names of the runtime and of generated modules that it needs. */
export interface PythonDefinition {
  readonly text: Py;
  readonly uses: ReadonlySet<string>;
}

/** Says in Python what a merged definition says: calls of dataclasses, choices by the variable `environment`. */
export function pythonDefinition(code: Code): PythonDefinition {
  const uses = new Set<string>();
  return { text: convert(code, definition, uses), uses };
}

function convert(code: Code, shape: Shape, uses: Set<string>): Py {
  const choices = choicesOf(code);
  if (choices !== undefined) return choose(choices, shape, uses);
  if (isExpression(code)) return convertExpression(code, uses);
  if (isList(code)) {
    const of = shape.kind === 'list' ? shape.of : value;
    return pyList(code.map((item) => convert(item, of, uses)));
  }
  if (!isMembers(code)) return pyValue(code);
  if (shape.kind === 'class') return convertClass(code, shape, uses);
  const of = shape.kind === 'record' ? shape.of : value;
  return pyDict(present(code).map(([name, member]) => [name, convert(member, of, uses)]));
}

function choose(by: { readonly [environment: string]: Code }, shape: Shape, uses: Set<string>): Py {
  uses.add('choose');
  const entries = Object.entries(by).map(([name, each]) => [name, convert(each, shape, uses)] as const);
  return pyApply('choose', ['environment', pyDict(entries)]);
}

function convertClass(
  code: { readonly [member: string]: Code },
  { name, members }: Shape & { kind: 'class' },
  uses: Set<string>,
): Py {
  uses.add(name);
  const args: { [name: string]: Py } = {};
  const add = (member: string, each: Code): void => {
    const known = Object.hasOwn(members, member) ? members[member] : undefined;
    const argument = known?.name ?? argumentName(member);
    if (argument === '') return;
    if (!isSpread(each)) {
      args[argument] = convert(each, known?.shape ?? value, uses);
      return;
    }
    const by = Object.entries(each.by).map(([environment, found]): [string, Code] => [
      environment,
      isMembers(found) ? (found[member] ?? null) : null,
    ]);
    args[argument] = choose(Object.fromEntries(by), known?.shape ?? value, uses);
  };
  for (const [member, each] of present(code)) {
    // An app id, or the URL of an external service: one argument each.
    if (member === 'target' && isMembers(each)) for (const [kind, at] of present(each)) add(kind, at);
    else add(member, each);
  }
  return pyCall(name, args);
}

function convertExpression(code: Parameters<typeof isExpression>[0], uses: Set<string>): Py {
  if (!isExpression(code)) return 'None';
  const { source } = code;
  if (source === undefined) {
    uses.add(code.text);
    return code.text;
  }
  if ('value' in source) return pyValue(source.value);
  const name = pythonName(source.call);
  uses.add(name);
  if (name === 'upcasters') return `UPCASTERS[${printPyString(String(source.values[0]))}]`;
  return pyApply(name, source.values.map(pyValue));
}

/** `deadLetter` → `dead_letter`. */
function argumentName(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function present(code: { readonly [member: string]: Code }): [string, Code][] {
  return Object.entries(code).filter(([, member]) => member !== undefined);
}
