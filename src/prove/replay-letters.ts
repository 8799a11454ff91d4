import { groupBy } from '../model/group-by.ts';
import { type Fault, faultOf } from './judge-run.ts';
import type { Ledger, OpenLetter } from './ledger.ts';
import type { ProofSystem } from './proof-system.ts';

/** Dead letters that come up from now on, which an operator looks after while a proof goes on. */
export interface LetterWatch {
  /** Replays what sidecars gave up while a service was away; what can't be replayed yet stays for the next time. */
  replay(): Promise<void>;
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
  return {
    async replay() {
      for (const { service, id, reason } of await look()) {
        if (reason !== 'undeliverable') continue;
        const answer = await fetch(`${system.urlOf(service)}/eda/dlq/${id}/replay`, {
          method: 'POST',
          headers: { authorization: `Bearer ${system.adminToken}` },
        }).catch(() => undefined);
        if (answer?.ok) replayed += 1;
      }
    },
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
