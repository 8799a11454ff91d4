import { spacedDuration } from '../../draw/spaced-duration.ts';
import type { Architecture, Service } from '../../model/architecture.ts';
import { resolveService, resolveSubscription, resolveTopic } from '../../model/settings.ts';
import { environmentsOf } from './per-environment.ts';

/**
 * What holds for the messages of a service, a sentence each; nothing for services that are not generated, which keep
 * their own promises. Only what holds in every environment is promised.
 */
export function guaranteesOf(service: Service, architecture: Architecture): readonly string[] {
  const settings = environmentsOf(architecture).map(
    (environment) => resolveService(architecture, service, environment).values,
  );
  if (service.external || settings.some(({ language }) => language === 'none')) return [];
  const hasDatabase = settings.every(({ database }) => database === 'postgres');
  const lines: string[] = [];
  if (service.publications.length > 0) {
    lines.push(
      hasDatabase
        ? 'An event is published if and only if the transaction that stores it commits: it goes through the outbox.'
        : 'Without a database there is no outbox: an event can be lost if the service ends between its work and the publishing.',
    );
  }
  if (service.subscriptions.length > 0) lines.push(...takingGuarantees(service, architecture));
  if (hasDatabase && service.subscriptions.length > 0) {
    const days = [...new Set(settings.map(({ inboxRetention }) => spacedDuration(inboxRetention)))];
    lines.push(`Handled events are remembered for ${days.join(' or ')}.`);
  }
  return lines;
}

function takingGuarantees(service: Service, architecture: Architecture): string[] {
  const uses = service.subscriptions.flatMap((subscription) =>
    environmentsOf(architecture).map((environment) => {
      const event = architecture.events[subscription.event];
      const topic = architecture.topics[event?.topic ?? ''];
      const hasKey = event !== undefined && event.key.length > 0;
      return {
        settings: resolveSubscription(architecture, service, subscription, environment).values,
        ordered:
          hasKey && topic !== undefined && resolveTopic(architecture, topic, environment).values.ordered,
      };
    }),
  );
  const idempotent = count(uses, ({ settings }) => settings.idempotent);
  const kept = count(uses, ({ settings }) => settings.deadLetter !== 'none');
  const ordered = count(uses, (use) => use.ordered);
  return [
    idempotent === 'all'
      ? 'An event that arrives twice changes nothing twice: the inbox knows it, in the transaction of the handler.'
      : idempotent === 'none'
        ? 'At least once: an event that arrives twice is handled twice.'
        : 'Some events that arrive twice are handled twice, since their subscriptions are not idempotent.',
    ...(kept === 'all'
      ? ['What cannot be handled becomes a dead letter with its reason, and can be replayed.']
      : kept === 'some'
        ? ['What cannot be handled becomes a dead letter, except where the table above says that it is lost.']
        : ['What cannot be handled is lost.']),
    ...(ordered === 'all'
      ? [
          'Events with the same key are handled in the order of their publishing, as far as the broker keeps it.',
        ]
      : []),
  ];
}

function count<T>(items: readonly T[], isSo: (item: T) => boolean): 'all' | 'some' | 'none' {
  const found = items.filter(isSo).length;
  return found === 0 ? 'none' : found === items.length ? 'all' : 'some';
}
