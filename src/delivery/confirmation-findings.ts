import type { Architecture } from '../model/architecture.ts';
import { resolveService } from '../model/settings.ts';
import { factsOf } from './broker-facts.ts';
import { type DeliveryFinding, decidedAt, gatherFindings, serviceAt } from './delivery-finding.ts';
import { assumesAcceptance, brokersPublishedTo, publishesUnasked } from './publish-probe.ts';

/** Services that hear "accepted" from brokers' components that do not know it yet; once for a service and a type of broker. */
export function confirmationFindings(architecture: Architecture): DeliveryFinding[] {
  const findings = gatherFindings();
  for (const environment of Object.values(architecture.environments)) {
    if (!Object.values(environment.brokers).some(assumesAcceptance)) continue;
    for (const service of Object.values(architecture.services)) {
      if (!publishesUnasked(architecture, service, environment)) continue;
      for (const broker of brokersPublishedTo(architecture, service, environment)) {
        if (!assumesAcceptance(broker)) continue;
        const { values, decidedBy } = resolveService(architecture, service, environment.name);
        findings.add(environment.name, {
          rule: 'publish-unconfirmed',
          message: [
            `${service.name} loses`,
            ` what it is sending when its connection to ${factsOf(broker.type).title} breaks: nothing asks whether it arrived`,
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
