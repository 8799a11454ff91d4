import { planDapr } from '../generators/dapr/dapr-plan.ts';
import { longestWork } from '../generators/dapr/longest-work.ts';
import type { Architecture, BrokerType } from '../model/architecture.ts';

/** Longer than a broker's rebalance, in ms. */
const usual = 90_000;

/** How much later than at the end of its time a message is on its way again, in ms. */
const lookAgain = 60_000;

/** Brokers that leave a message to its worker for a time, though the worker's connection is gone. */
const leavesByTime: ReadonlySet<BrokerType> = new Set(['redis', 'nats']);

/**
 * How long nothing may move before what is missing counts as lost, in ms: what a broker had handed out when it died comes
 * again when the time of all attempts is over, and on NATS the others wait for it.
 */
export function patienceWith(architecture: Architecture, environment: string, type: BrokerType): number {
  const placed = architecture.environments[environment];
  if (placed === undefined || !leavesByTime.has(type)) return usual;
  const works = planDapr(architecture, placed, () => {})
    .components.map(({ policies }) => longestWork(policies))
    .filter((ms) => Number.isFinite(ms));
  return Math.max(usual, ...works.map((ms) => ms + lookAgain));
}
