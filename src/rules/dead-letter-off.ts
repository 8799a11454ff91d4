import { effectiveDelivery } from '../delivery/effective-delivery.ts';
import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import type { Architecture, Service, Subscription } from '../model/architecture.ts';
import { resolveSubscription } from '../model/settings.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const deadLetterOff = defineRule({
  id: 'dead-letter-off',
  title: 'What is given up goes to a dead letter',
  topic: 'delivery',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'off' },
  visit: {
    subscription(subscription, service, { architecture, report }) {
      if (service.external || !mentionsNone(subscription, service, architecture)) return;
      const environments = Object.keys(architecture.environments);
      const resolved = environments.map((environment) => ({
        environment,
        ...resolveSubscription(architecture, service, subscription, environment),
      }));
      // A broadcast has no dead letter: each replica reads for itself.
      const lost = resolved.filter(({ values }) => values.deadLetter === 'none' && !values.everyReplica);
      const [first] = lost;
      if (first === undefined) return;
      // Delivered for ever instead: that is a rule of its own, and worse.
      const isEndless = environments.some(
        (environment) =>
          effectiveDelivery(architecture, service, subscription, environment)?.end.kind === 'endless',
      );
      if (isEndless) return;
      const decided = first.decidedBy.deadLetter;
      const { attempts } = first.values.retry;
      const where =
        lost.length === environments.length ? '' : ` in ${listNames(lost.map((item) => item.environment))}`;
      report({
        message: `${service.name} loses ${subscription.event}${where} after ${attempts === 1 ? 'one attempt' : `${attempts} attempts`}: deadLetter is none`,
        help: 'leave `deadLetter` out: the built-in {service}.dead-letter keeps what could not be handled',
        at:
          decided !== undefined && decided !== 'built-in'
            ? decided
            : subscription.origin.kind === 'written'
              ? onKey(subscription.at)
              : placeAt(subscription.at),
      });
    },
  },
});

/** Whether any of the layers that could decide says `none`: resolving every subscription would cost much more. */
function mentionsNone(subscription: Subscription, service: Service, architecture: Architecture): boolean {
  const layers = [
    subscription.settings,
    ...Object.values(subscription.in),
    service.defaults,
    ...Object.values(service.in).map((difference) => difference.defaults),
    architecture.domains[service.domain]?.defaults,
    ...Object.values(architecture.environments).map((environment) => environment.defaults),
    architecture.defaults,
  ];
  return layers.some((layer) => layer?.values.deadLetter === 'none');
}
