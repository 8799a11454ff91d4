import type { Flow } from './flow.ts';
import {
  type CommittedEvent,
  type DeadLetter,
  type Fault,
  faultOf,
  type Handling,
  type RunLedger,
} from './judge-run.ts';

/**
 * What consumers of other services have not settled of what was committed, while one service stands still. What that one
 * published itself may still lie in its outbox.
 */
export function findWaiting(
  flows: readonly Flow[],
  stopped: string,
  committed: readonly CommittedEvent[],
  { effects, deadLetters, held }: Pick<RunLedger, 'effects' | 'deadLetters' | 'held'>,
): readonly Handling[] {
  const nameOf = ({ consumer, eventId }: Handling) => `${consumer} ${eventId}`;
  const settled = new Set([...effects, ...deadLetters, ...held].map(nameOf));
  return flows.flatMap(({ event, consumers }) =>
    consumers
      .filter(({ service }) => service !== stopped)
      .flatMap(({ name }) =>
        committed
          .filter((one) => one.event === event && one.service !== stopped)
          .map(({ eventId }) => ({ consumer: name, eventId }))
          .filter((one) => !settled.has(nameOf(one))),
      ),
  );
}

/** Says who waited for a service that stood still. */
export function describeWaiting(stopped: string, waiting: readonly Handling[]): Fault[] {
  return [...new Set(waiting.map(({ consumer }) => consumer))].flatMap((consumer) => {
    const ids = waiting.filter((one) => one.consumer === consumer).map(({ eventId }) => eventId);
    return faultOf('blocked', `${consumer}: waited while ${stopped} stood still`, ids);
  });
}

/**
 * Finds consumers that stood still for an event that they tried again. The others of their kind went on where one of
 * another key was committed after the first attempt had failed and took effect before the event was given up: no times
 * are measured, however slow the machine is.
 *
 * @param retried a run of events that are tried again until their attempts are spent
 * @param beside a run of good events that was committed meanwhile
 */
export function findBlocked(flows: readonly Flow[], retried: RunLedger, beside: RunLedger): Fault[] {
  const events = new Map([...retried.committed, ...beside.committed].map((event) => [event.eventId, event]));
  return flows.flatMap((flow) =>
    flow.consumers
      .filter(({ isolated }) => isolated)
      .flatMap(({ name }) => {
        const effects = beside.effects.filter(({ consumer }) => consumer === name);
        const passed = (letter: DeadLetter) =>
          effects.some(({ eventId, at }) => {
            const event = events.get(eventId);
            return (
              event !== undefined &&
              isOfOtherKey(event, events.get(letter.eventId)) &&
              event.at > letter.firstAt &&
              at < letter.lastAt
            );
          });
        return retried.deadLetters
          .filter((letter) => letter.consumer === name && !passed(letter))
          .map(({ eventId, attempts }): Fault => {
            const message = `${name}: no event of another key took effect between the ${attempts} attempts of ${eventId}`;
            return { kind: 'blocked', message };
          });
      }),
  );
}

/** Events without keys are all others of each other. */
function isOfOtherKey({ key }: CommittedEvent, poison: CommittedEvent | undefined): boolean {
  const other = poison?.key ?? null;
  return other === null || (key !== null && key !== other);
}
