import type { Architecture, Environment, Service } from '../model/architecture.ts';
import { resolveService } from '../model/settings.ts';
import { factsOf } from './broker-facts.ts';
import { type DeliveryFinding, decidedAt, gatherFindings, serviceAt } from './delivery-finding.ts';
import { placementsOf } from './placements.ts';
import { hasRelay } from './publish-probe.ts';

/** Services that hear "accepted" from brokers' components that do not know it yet; once for a service and a broker. */
export function confirmationFindings(architecture: Architecture): DeliveryFinding[] {
  const findings = gatherFindings();
  for (const environment of Object.values(architecture.environments)) {
    for (const service of Object.values(architecture.services)) {
      for (const title of unconfirmedBrokers(architecture, service, environment)) {
        const { values, decidedBy } = resolveService(architecture, service, environment.name);
        findings.add(environment.name, {
          rule: 'publish-unconfirmed',
          message: [
            `${service.name} loses`,
            ` what it is sending when its connection to ${title} breaks: nothing asks whether it arrived`,
          ],
          help:
            values.language === 'none'
              ? "Dapr says accepted before the broker does: publish through an outbox whose relay asks again, as eda's do"
              : 'leave `database: none` out: the relay of its outbox asks, and sends again',
          at: decidedAt(decidedBy.database, serviceAt(service)),
        });
      }
    }
  }
  return findings.all();
}

/** Titles of the brokers of which a service never hears whether they have what it published. */
function unconfirmedBrokers(
  architecture: Architecture,
  service: Service,
  environment: Environment,
): ReadonlySet<string> {
  const titles = new Set<string>();
  if (service.external || !Object.values(environment.brokers).some(isAssuming)) return titles;
  if (hasRelay(architecture, service, environment)) return titles;
  const placed = placementsOf(architecture).get(environment.name);
  for (const { event } of service.publications) {
    const broker = placed?.get(architecture.events[event]?.topic ?? '')?.broker;
    if (broker !== undefined && isAssuming(broker)) titles.add(factsOf(broker.type).title);
  }
  return titles;
}

function isAssuming({ type }: Environment['brokers'][string]): boolean {
  return factsOf(type).assumesAcceptance !== undefined;
}
