import type { FlowEntry, FlowLine, FlowMessage } from '../dev/flow-log.ts';
import { shortId } from '../dev/short-id.ts';
import { displayWidth } from '../diagnostics/format/display-width.ts';
import { plural } from '../diagnostics/format/located.ts';
import type { Paint } from '../diagnostics/format/paint.ts';
import type { Flow, FlowRecord } from './flow.ts';
import { oneLine } from './one-line.ts';

/** A line of a timeline. */
export interface FlowStep {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly service: string;
  readonly mark: '→' | '✓' | '✗' | '…' | '·';
  readonly text: string;
  readonly detail: string;
  readonly eventId?: string;
}

/** Brings what was kept and what the tables say into one order; what both tell is told once. */
export function stepsOf({ entries, records }: Flow): FlowStep[] {
  const types = typesOf(entries, records);
  const steps = [
    ...entries
      .filter((entry) => !records.some((record) => isTheDeadLetter(record, entry)))
      .flatMap((entry) => stepOfEntry(entry, entries, types)),
    ...records.flatMap((record) => stepOfRecord(record, entries, types)),
  ];
  return steps.sort((a, b) => a.at - b.at);
}

/** The table says more than the line: its number, and what became of it since. */
function isTheDeadLetter({ kind, service, eventId }: Flow['records'][number], entry: FlowEntry): boolean {
  return kind === 'dead-letter' && isAbout(entry, service, eventId, 'event dead-lettered');
}

type Types = ReadonlyMap<string, string>;

function typesOf(entries: Flow['entries'], records: Flow['records']): Types {
  const types = new Map<string, string>();
  for (const entry of entries) {
    const type = entry.from === 'sidecar' ? entry.eventType : entry.fields.event;
    if (entry.eventId !== undefined && typeof type === 'string') types.set(entry.eventId, type);
  }
  for (const { eventId, type } of records) if (type !== undefined) types.set(eventId, type);
  return types;
}

function nameOf(eventId: string | undefined, types: Types): string {
  if (eventId === undefined) return '';
  return oneLine(`${types.get(eventId) ?? ''} ${shortId(eventId)}`);
}

function stepOfEntry(entry: FlowEntry, entries: Flow['entries'], types: Types): FlowStep[] {
  const base = {
    at: entry.at,
    service: entry.app,
    text: nameOf(entry.eventId, types),
    ...(entry.eventId !== undefined && { eventId: entry.eventId }),
  };
  const step = entry.from === 'sidecar' ? stepOfMessage(entry, entries) : stepOfLine(entry, entries);
  return step === undefined ? [] : [{ ...base, ...step }];
}

type Told = Pick<FlowStep, 'mark' | 'detail'> & { readonly text?: string; readonly at?: number };

function stepOfMessage(message: FlowMessage, entries: Flow['entries']): Told | undefined {
  const error = oneLine(message.error ?? '');
  switch (message.kind) {
    case 'published': {
      const said = findLine(entries, message, 'event published');
      const since = said?.fields.sinceCommitMs;
      const cause = message.causationId === undefined ? '' : `, because of ${shortId(message.causationId)}`;
      return {
        mark: '→',
        detail: (typeof since === 'number' ? `${since} ms after commit` : 'published') + cause,
      };
    }
    case 'delivered':
      // The service says more of what it handled, and of what it gave up.
      return entries.some((one) => isOutcome(one, message))
        ? undefined
        : { mark: '✓', detail: `${message.ms} ms` };
    case 'retried':
      return entries.some((one) => isOutcome(one, message))
        ? undefined
        : { mark: '✗', detail: `attempt ${message.attempt}: ${error}` };
    case 'held':
      return { mark: '…', detail: 'waits: the service is not running' };
    case 'expired':
      return { mark: '…', detail: 'expired before it was delivered' };
    case 'dropped':
      return { mark: '✗', detail: `dropped after attempt ${message.attempt}: ${error}` };
    case 'dead-lettered':
      return {
        mark: '✗',
        detail: `now on ${oneLine(message.deadLetterTopic ?? 'the dead-letter topic')}: ${error}`,
      };
  }
}

function findLine(
  entries: Flow['entries'],
  { app, eventId }: FlowEntry,
  message: string,
): FlowLine | undefined {
  return entries.find(
    (one): one is FlowLine =>
      one.from === 'service' && one.app === app && one.eventId === eventId && one.message === message,
  );
}

/** What a service says at the end of a delivery. */
const outcomes = new Set([
  'event handled',
  'event failed, comes again',
  'event dead-lettered',
  'event given up and lost (deadLetter: none)',
]);

function isOutcome(entry: FlowEntry, { app, eventId }: FlowMessage): boolean {
  return (
    entry.from === 'service' && entry.app === app && entry.eventId === eventId && outcomes.has(entry.message)
  );
}

function stepOfLine(line: FlowLine, entries: Flow['entries']): Told | undefined {
  const { message, fields } = line;
  const ms = typeof fields.ms === 'number' ? `${fields.ms} ms` : '';
  const error = oneLine(textOf(fields.error));
  switch (message) {
    case 'request answered':
      // A request comes before what it led to.
      return {
        at: line.at - (Number(fields.ms) || 0),
        mark: '·',
        text: oneLine(String(fields.route)),
        detail: `${fields.status}, ${ms}`,
      };
    case 'event published':
      // The sidecar saw it as well, unless it is one that tells nobody.
      return entries.some(
        (one) => one.from === 'sidecar' && one.kind === 'published' && one.eventId === line.eventId,
      )
        ? undefined
        : { mark: '→', detail: `${fields.sinceCommitMs} ms after commit` };
    case 'event handled':
      return {
        mark: '✓',
        detail: [consumerOf(line), `in ${ms}`, attemptOf(fields)].filter(Boolean).join(', '),
      };
    case 'event failed, comes again':
      return { mark: '✗', detail: `attempt ${fields.attempt ?? 1}: ${error}` };
    case 'event dead-lettered':
      return { mark: '✗', detail: `dead letter: ${error}` };
    default:
      return { mark: '·', text: oneLine(message), detail: error };
  }
}

/** A projection beside a handler is told apart by its name. */
function consumerOf({ fields }: FlowLine): string {
  const [, , projection] = String(fields.consumer ?? '').split('/');
  return projection ?? '';
}

function attemptOf(fields: FlowLine['fields']): string {
  return typeof fields.attempt === 'number' ? `attempt ${fields.attempt}` : '';
}

function textOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : '';
}

function stepOfRecord(record: Flow['records'][number], entries: Flow['entries'], types: Types): FlowStep[] {
  const { service, eventId, kind } = record;
  const told = tellRecord(record);
  const isKnown =
    (kind === 'handled' && entries.some((one) => isAbout(one, service, eventId, 'event handled'))) ||
    (kind === 'published' &&
      entries.some((one) => one.from === 'sidecar' && one.kind === 'published' && one.eventId === eventId)) ||
    kind === 'failing';
  if (isKnown) return [];
  return [{ at: Date.parse(record.at), service, eventId, text: nameOf(eventId, types), ...told }];
}

function isAbout(entry: FlowEntry, app: string, eventId: string, message: string): boolean {
  return (
    entry.from === 'service' && entry.app === app && entry.eventId === eventId && entry.message === message
  );
}

function tellRecord({
  kind,
  error,
  deadLetter,
  service,
}: FlowRecord & { readonly service: string }): Pick<FlowStep, 'mark' | 'detail'> {
  const because = error ? `: ${oneLine(error)}` : '';
  switch (kind) {
    case 'waiting':
      return { mark: '…', detail: `in the outbox, on its way to the broker${because}` };
    case 'parked':
      return { mark: '✗', detail: `parked in the outbox${because}` };
    case 'published':
      return { mark: '→', detail: 'published' };
    case 'held':
      return { mark: '…', detail: 'waits for a dead letter of its key' };
    case 'dead-letter':
      return {
        mark: deadLetter?.state === 'open' ? '✗' : '·',
        detail: `dead letter ${service}/${deadLetter?.id} is ${deadLetter?.state}${because}`,
      };
    default:
      return { mark: '✓', detail: 'handled' };
  }
}

/** A timeline for people, and what is left to do. */
export function describeFlow(id: string, flow: Flow, steps: readonly FlowStep[], paint: Paint): string {
  const width = Math.max(0, ...steps.map(({ service }) => displayWidth(service)));
  const colours = { '✓': paint.green, '✗': paint.red, '…': paint.yellow, '→': paint.dim, '·': paint.dim };
  const lines = steps.map(({ at, service, mark, text, detail }) => {
    const pad = ' '.repeat(Math.max(0, width - displayWidth(service)));
    return `${paint.dim(clock(at))}  ${oneLine(service)}${pad}  ${colours[mark](mark)} ${text}  ${paint.dim(detail)}`.trimEnd();
  });
  const events = new Set(steps.flatMap(({ eventId }) => (eventId === undefined ? [] : [eventId]))).size;
  const services = new Set(steps.map(({ service }) => service)).size;
  const [first, last] = [steps[0]?.at ?? 0, steps.at(-1)?.at ?? 0];
  const waiting = flow.records.filter(({ kind }) => ['waiting', 'held', 'failing'].includes(kind)).length;
  const letters = flow.records.filter(({ deadLetter }) => deadLetter?.state === 'open');
  const parked = flow.records.filter(({ kind }) => kind === 'parked');
  const [letter, stuck] = [letters[0], parked[0]];
  const states = [
    waiting > 0 ? `${waiting} on the way` : '',
    parked.length > 0 ? `${parked.length} parked` : '',
    letters.length > 0 ? plural(letters.length, 'dead letter') : '',
  ].filter(Boolean);
  const verdict = [
    plural(events, 'event'),
    plural(services, 'service'),
    `${last - first} ms from first to last`,
    states.length === 0 ? 'nothing waits' : states.join(', '),
  ].join(' · ');
  const next =
    letter !== undefined
      ? `eda dlq show ${letter.service}/${letter.deadLetter?.id}`
      : stuck !== undefined
        ? `eda outbox list --service ${stuck.service}`
        : '';
  const traces = [
    ...new Set(
      [...flow.entries, ...flow.records].flatMap(({ traceId }) => (traceId === undefined ? [] : [traceId])),
    ),
  ];
  const head = [oneLine(id), ...traces.map((trace) => `trace ${trace}`)].join('  ');
  return `${paint.bold(head)}\n${lines.join('\n')}\n\n${verdict}${next === '' ? '' : `   ${paint.dim(next)}`}\n`;
}

function clock(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
