import type { ElementKind, ElementSummary, StudioDesign } from '../../api.ts';
import type { StudioOperation } from '../../edits/operation.ts';

/** What a person filled in, by the name of a field; empty: nothing. */
export type FormValues = { readonly [field: string]: string };

export interface FormField {
  readonly name: string;
  readonly label: string;
  /** What can be chosen; absent: it is typed. */
  readonly choices?: (design: StudioDesign, values: FormValues) => readonly string[];
  readonly optional?: true;
  readonly hint?: string;
}

/** One way of changing a design: what has to be told, and the operation that comes of it. */
export interface ChangeForm {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly FormField[];
  readonly operation: (values: FormValues) => StudioOperation;
  /** True: it takes something away. */
  readonly deletes?: true;
}

const named =
  (...kinds: readonly ElementKind[]) =>
  ({ elements }: StudioDesign): readonly string[] =>
    elements.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);

const domains = named('domain');
const services = named('service', 'external');
const events = named('event', 'command');
const onlyEvents = named('event');
const commands = named('command');
const sagas = named('saga');

const eventHint = '<domain>.<entity>.<action>, as in todos.task.created';

function optional(values: FormValues, ...names: readonly string[]): { readonly [name: string]: string } {
  return Object.fromEntries(names.flatMap((name) => (values[name] ? [[name, values[name]]] : [])));
}

const text = (values: FormValues, name: string): string => (values[name] ?? '').trim();

/** Every change that can be made by hand, by its id. */
export const changeForms: readonly ChangeForm[] = [
  {
    id: 'new-service',
    title: 'New service',
    fields: [
      { name: 'name', label: 'Name', hint: 'todo-service' },
      { name: 'domain', label: 'Domain', choices: domains },
    ],
    operation: (v) => ({ kind: 'add-service', name: text(v, 'name'), domain: text(v, 'domain') }),
  },
  {
    id: 'new-event',
    title: 'New event',
    fields: [
      { name: 'name', label: 'Name', hint: eventHint },
      { name: 'publisher', label: 'Published by', choices: services, optional: true },
      { name: 'summary', label: 'Summary', optional: true },
    ],
    operation: (v) => ({
      kind: 'add-event',
      name: text(v, 'name'),
      as: 'notification',
      ...optional(v, 'summary', 'publisher'),
    }),
  },
  {
    id: 'new-command',
    title: 'New command',
    fields: [
      { name: 'name', label: 'Name', hint: '<domain>.<entity>.<action>, as in payments.payment.take' },
      { name: 'publisher', label: 'Sent by', choices: services, optional: true },
      { name: 'summary', label: 'Summary', optional: true },
    ],
    operation: (v) => ({
      kind: 'add-event',
      name: text(v, 'name'),
      as: 'command',
      ...optional(v, 'summary', 'publisher'),
    }),
  },
  {
    id: 'new-domain',
    title: 'New domain',
    fields: [{ name: 'name', label: 'Name' }],
    operation: (v) => ({ kind: 'add-domain', name: text(v, 'name') }),
  },
  {
    id: 'new-projection',
    title: 'New projection',
    fields: [
      { name: 'name', label: 'Name', hint: 'tasks-per-person' },
      { name: 'service', label: 'Kept by', choices: named('service') },
      { name: 'event', label: 'Made from', choices: onlyEvents },
    ],
    operation: (v) => ({
      kind: 'add-projection',
      name: text(v, 'name'),
      service: text(v, 'service'),
      event: text(v, 'event'),
    }),
  },
  {
    id: 'new-saga-step',
    title: 'New saga step',
    fields: [
      { name: 'saga', label: 'Saga', choices: sagas },
      { name: 'name', label: 'Name of the step' },
      { name: 'command', label: 'Command that does it', choices: commands, optional: true },
      {
        name: 'service',
        label: 'Service that does it, where nobody coordinates',
        choices: services,
        optional: true,
      },
      { name: 'succeeds', label: 'Event when it is done', choices: onlyEvents },
      { name: 'fails', label: 'Event when it can’t be', choices: onlyEvents, optional: true },
      { name: 'compensate', label: 'Command that undoes it', choices: commands, optional: true },
      { name: 'compensated', label: 'Event when it is undone', choices: onlyEvents, optional: true },
    ],
    operation: (v) => ({
      kind: 'add-saga-step',
      saga: text(v, 'saga'),
      name: text(v, 'name'),
      succeeds: text(v, 'succeeds'),
      ...optional(v, 'command', 'service', 'fails', 'compensate', 'compensated'),
    }),
  },
  {
    id: 'subscribe',
    title: 'Subscribe',
    fields: [
      { name: 'service', label: 'Service', choices: services },
      { name: 'event', label: 'takes', choices: events },
    ],
    operation: (v) => ({ kind: 'add-subscription', service: text(v, 'service'), event: text(v, 'event') }),
  },
  {
    id: 'publish',
    title: 'Publish',
    fields: [
      { name: 'service', label: 'Service', choices: services },
      { name: 'event', label: 'publishes', choices: events },
    ],
    operation: (v) => ({ kind: 'add-publication', service: text(v, 'service'), event: text(v, 'event') }),
  },
  {
    id: 'change-subscription',
    title: 'Take another event',
    fields: [
      { name: 'service', label: 'Service', choices: services },
      { name: 'from', label: 'takes', choices: events },
      { name: 'to', label: 'and from now on', choices: events },
    ],
    operation: (v) => ({
      kind: 'change-subscription',
      service: text(v, 'service'),
      from: text(v, 'from'),
      to: text(v, 'to'),
    }),
  },
  {
    id: 'unsubscribe',
    title: 'End a subscription',
    deletes: true,
    fields: [
      { name: 'service', label: 'Service', choices: services },
      { name: 'event', label: 'takes no more', choices: events },
    ],
    operation: (v) => ({ kind: 'remove-subscription', service: text(v, 'service'), event: text(v, 'event') }),
  },
  {
    id: 'unpublish',
    title: 'End a publication',
    deletes: true,
    fields: [
      { name: 'service', label: 'Service', choices: services },
      { name: 'event', label: 'publishes no more', choices: events },
    ],
    operation: (v) => ({ kind: 'remove-publication', service: text(v, 'service'), event: text(v, 'event') }),
  },
  {
    id: 'move',
    title: 'Move to another domain',
    fields: [
      { name: 'name', label: 'Service', choices: services },
      { name: 'domain', label: 'into', choices: domains },
    ],
    operation: (v) => ({ kind: 'move-service', name: text(v, 'name'), domain: text(v, 'domain') }),
  },
  {
    id: 'version',
    title: 'New version of an event',
    fields: [{ name: 'name', label: 'Event', choices: events }],
    operation: (v) => ({ kind: 'version-event', name: text(v, 'name') }),
  },
  ...(
    [
      ['event', 'Rename an event', events],
      ['service', 'Rename a service', services],
      ['projection', 'Rename a projection', named('projection')],
    ] as const
  ).map(
    ([kind, title, choices]): ChangeForm => ({
      id: `rename-${kind}`,
      title,
      fields: [
        { name: 'from', label: 'From', choices },
        { name: 'to', label: 'To', ...(kind === 'event' ? { hint: eventHint } : {}) },
      ],
      operation: (v) => ({ kind: `rename-${kind}`, from: text(v, 'from'), to: text(v, 'to') }),
    }),
  ),
  {
    id: 'rename-saga-step',
    title: 'Rename a saga step',
    fields: [
      { name: 'saga', label: 'Saga', choices: sagas },
      { name: 'from', label: 'Step' },
      { name: 'to', label: 'To' },
    ],
    operation: (v) => ({
      kind: 'rename-saga-step',
      saga: text(v, 'saga'),
      from: text(v, 'from'),
      to: text(v, 'to'),
    }),
  },
  {
    id: 'delete-saga-step',
    title: 'Delete a saga step',
    deletes: true,
    fields: [
      { name: 'saga', label: 'Saga', choices: sagas },
      { name: 'name', label: 'Step' },
    ],
    operation: (v) => ({ kind: 'delete-saga-step', saga: text(v, 'saga'), name: text(v, 'name') }),
  },
  ...(
    [
      ['event', 'Delete an event', events],
      ['service', 'Delete a service', services],
      ['projection', 'Delete a projection', named('projection')],
    ] as const
  ).map(
    ([kind, title, choices]): ChangeForm => ({
      id: `delete-${kind}`,
      title,
      deletes: true,
      fields: [{ name: 'name', label: 'What', choices }],
      operation: (v) => ({ kind: `delete-${kind}`, name: text(v, 'name') }),
    }),
  ),
];

/** What can be made anew, in the order in which it is offered. */
export const newForms: readonly ChangeForm[] = changeForms.filter(({ id }) => id.startsWith('new-'));

export function findForm(id: string): ChangeForm | undefined {
  return changeForms.find((form) => form.id === id);
}

/** A form that is opened, with what is known already. */
export interface OpenForm {
  readonly form: string;
  readonly values: FormValues;
}

/** What a command means for what is selected: which form it opens, and with what. */
export function formFor(command: string, element: ElementSummary | undefined): OpenForm | undefined {
  const { kind, name = '', domain = '' } = element ?? {};
  const isEvent = kind === 'event' || kind === 'command';
  const isService = kind === 'service' || kind === 'external';
  const about = isEvent ? { event: name } : isService ? { service: name } : {};
  const kindOfRename = isEvent
    ? 'event'
    : isService
      ? 'service'
      : kind === 'projection'
        ? 'projection'
        : undefined;
  switch (command) {
    case 'new':
      return {
        form: kind === 'saga' ? 'new-saga-step' : 'new-service',
        values: {
          domain: kind === 'domain' ? name : domain,
          ...about,
          ...(kind === 'saga' ? { saga: name } : {}),
          ...(isService ? { publisher: name } : {}),
        },
      };
    case 'subscribe':
    case 'publish':
      return { form: command, values: about };
    case 'move':
      return { form: 'move', values: isService ? { name } : {} };
    case 'version':
      return { form: 'version', values: isEvent ? { name } : {} };
    case 'rename':
      return kindOfRename === undefined
        ? undefined
        : { form: `rename-${kindOfRename}`, values: { from: name, to: name } };
    case 'delete':
      return kindOfRename === undefined ? undefined : { form: `delete-${kindOfRename}`, values: { name } };
    default:
      return undefined;
  }
}

/** What a form knows already of what is selected. */
export function valuesOf(element: ElementSummary | undefined): { readonly [field: string]: string } {
  if (element === undefined) return {};
  const { kind, name } = element;
  if (kind === 'service' || kind === 'external') return { service: name };
  if (kind === 'event' || kind === 'command') return { event: name, from: name };
  return kind === 'saga' ? { saga: name } : {};
}
