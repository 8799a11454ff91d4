import { groupBy } from '../model/group-by.ts';
import { decideLetter } from './ask-service.ts';
import { awaitNone } from './await-none.ts';
import { type Fault, faultOf } from './judge-run.ts';
import type { Ledger, OpenLetter } from './ledger.ts';
import type { ProofSystem } from './proof-system.ts';

/** Dead letters that come up from now on, which an operator looks after while a proof goes on. */
export interface LetterWatch {
  /** Replays what sidecars gave up while a service was away; what can't be replayed yet stays for the next time. */
  replay(): Promise<void>;
  /** What sidecars gave up and nobody has replayed yet. */
  open(): Promise<readonly OpenLetter[]>;
  /** How many were replayed so far. */
  count(): number;
  /** A fault for each consumer that has given something up for another reason, or can't be mended by a replay. */
  judge(): Promise<readonly Fault[]>;
}

/**
 * Watches the dead letters of all services but for those that are open already, which are of what ran before.
 *
 * A service that is away for longer than the attempts of a delivery take finds what came meanwhile in its dead letters, as
 * `undeliverable`: that is what is promised of it, and a replay is what the promise asks an operator for.
 */
export async function watchLetters({
  system,
  ledger,
}: {
  readonly system: Pick<ProofSystem, 'urlOf' | 'adminToken'>;
  readonly ledger: Pick<Ledger, 'lettersOfAll'>;
}): Promise<LetterWatch> {
  const nameOf = ({ service, id }: OpenLetter) => `${service}/${id}`;
  const before = new Set((await ledger.lettersOfAll()).map(nameOf));
  let replayed = 0;
  const look = async () => (await ledger.lettersOfAll()).filter((letter) => !before.has(nameOf(letter)));
  const open = async () => (await look()).filter(({ reason }) => reason === 'undeliverable');
  return {
    async replay() {
      for (const letter of await open()) {
        const answer = await decideLetter(system, letter, 'replay').catch(() => undefined);
        if (answer?.ok) replayed += 1;
      }
    },
    open,
    count: () => replayed,
    async judge() {
      const byConsumer = groupBy(await look(), ({ consumer }) => consumer);
      return [...byConsumer].flatMap(([consumer, letters]) =>
        faultOf(
          'dead-letter',
          `${consumer}: dead-lettered though nothing is wrong with it`,
          letters.map(({ eventId, reason, error }) => `${eventId} (${reason}: ${error})`),
        ),
      );
    },
  };
}

/**
 * Replays until nothing is left of what sidecars gave up, nor of what waits behind it in a run, or until nothing has moved
 * for as long as the patience lasts.
 */
export async function replayLetters(
  letters: LetterWatch,
  {
    run,
    ledger,
    patienceMs,
  }: { readonly run: string; readonly ledger: Pick<Ledger, 'held'>; readonly patienceMs: number },
): Promise<void> {
  const before = letters.count();
  const isOpen = async () => {
    await letters.replay();
    return await letters.open();
  };
  await awaitNone(isOpen, patienceMs);
  if (letters.count() === before) return;
  const isHeld = async () => Array.from({ length: (await ledger.held(run)).events });
  await awaitNone(isHeld, patienceMs);
}

/** What an attack did, for people, with what was replayed behind it. */
export function describeAttack(attack: string, letters: Pick<LetterWatch, 'count'>): string {
  const count = letters.count();
  if (count === 0) return attack;
  const events = count === 1 ? 'an event' : `${count.toLocaleString('en-US')} events`;
  const replayed = `${events} given up while a service was away, and replayed`;
  return attack === '' ? replayed : `${attack}; ${replayed}`;
}
