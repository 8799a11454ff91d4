import type { Place } from '../diagnostics/diagnostic.ts';
import { listSome } from '../diagnostics/list-names.ts';
import type { Architecture } from '../model/architecture.ts';
import { resolveSubscription } from '../model/settings.ts';
import { factsOf } from './broker-facts.ts';
import { deliveriesOf } from './deliveries.ts';
import { type DeliveryFinding, decidedAt, gatherFindings, subscriptionAt } from './delivery-finding.ts';
import type { EffectiveDelivery } from './effective-delivery.ts';
import { showDuration } from './show-duration.ts';

/** Retries that go on longer than Dapr or the broker lets them, or for ever; one finding for what is decided at one place. */
export function retryFindings(architecture: Architecture): DeliveryFinding[] {
  const findings = gatherFindings();
  const groups = new Map<string, { readonly at: Place; readonly deliveries: EffectiveDelivery[] }>();
  for (const delivery of deliveriesOf(architecture)) {
    const fault = faultOf(delivery);
    if (fault === undefined) continue;
    const { service, placement, retry, timeout } = delivery.terms;
    const at = placeOf(architecture, delivery, fault);
    const key = JSON.stringify([
      placement.environment,
      placement.broker.name,
      service.name,
      fault,
      retry,
      timeout,
      at,
    ]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { at, deliveries: [delivery] });
    else known.deliveries.push(delivery);
  }
  for (const { at, deliveries } of groups.values()) {
    const [first] = deliveries;
    if (first === undefined) continue;
    const events = [...new Set(deliveries.map(({ terms }) => terms.subscription.event))];
    findings.add(first.terms.placement.environment, { ...describe(first, events), at });
  }
  return findings.all();
}

type Fault = 'endless' | 'cut' | 'taken-away';

function faultOf({ end, cutAfter, takenAwayAfter, terms }: EffectiveDelivery): Fault | undefined {
  // A broadcast has no dead letter to leave it to.
  if (end.kind === 'endless' && !terms.settings.everyReplica) return 'endless';
  if (takenAwayAfter !== undefined) return 'taken-away';
  return cutAfter === undefined ? undefined : 'cut';
}

function describe(delivery: EffectiveDelivery, events: readonly string[]) {
  const { service, placement, retry } = delivery.terms;
  const { title, features } = factsOf(placement.broker.type);
  const what = `${service.name} takes ${listSome(events)}`;
  const needs = `may need ${showDuration(delivery.longest)} for ${retry.attempts} attempts at ${listSome(events)}`;
  switch (faultOf(delivery)) {
    case 'endless':
      return {
        rule: 'retry-endless',
        message: [
          what,
          features.givenUp === 'blocks'
            ? ` without a dead letter: ${title} delivers what fails for ever, and its partition waits`
            : ` without a dead letter: ${title} delivers what fails for ever`,
        ] as const,
        help: 'leave `deadLetter` out: the built-in {service}.dead-letter takes what cannot be handled',
      };
    case 'taken-away':
      return {
        rule: 'retry-multiplied',
        message: [
          `${service.name} ${needs}`,
          `; ${title} gives an event away after ${showDuration(delivery.takenAwayAfter ?? 0)}, and all attempts begin again beside the first`,
        ] as const,
        help: 'lower `retry.attempts`, `retry.max`, `retry.interval` or `timeout`',
      };
    default:
      return {
        rule: 'retry-too-long',
        message: [
          `${service.name} ${needs}`,
          `; Dapr ends an exponential retry after ${showDuration(delivery.cutAfter ?? 0)}`,
        ] as const,
        help: 'lower `retry.attempts`, `retry.max` or `timeout`, or use `backoff: constant`',
      };
  }
}

/** The setting that has the largest part in it. */
function placeOf(architecture: Architecture, { terms }: EffectiveDelivery, fault: Fault): Place {
  const { service, subscription, placement } = terms;
  const { decidedBy } = resolveSubscription(architecture, service, subscription, placement.environment);
  const leaves =
    fault === 'endless' ? ['deadLetter'] : ['retry.attempts', 'retry.max', 'retry.interval', 'timeout'];
  const written = leaves.map((leaf) => decidedBy[leaf]).find((at) => at !== undefined && at !== 'built-in');
  return decidedAt(written, subscriptionAt(subscription));
}
