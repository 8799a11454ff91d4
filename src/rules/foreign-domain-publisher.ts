import { defineRule } from './rule.ts';

export const foreignDomainPublisher = defineRule({
  id: 'foreign-domain-publisher',
  title: 'An event is published in its own domain',
  topic: 'ownership',
  severity: { minimal: 'off', recommended: 'error', strict: 'error', imported: 'off' },
  visit: {
    service(service, { architecture, report }) {
      for (const publication of service.publications) {
        const event = architecture.events[publication.event];
        if (event === undefined || event.kind === 'command' || event.name.includes('#')) continue;
        if (event.domain === service.domain || !(event.domain in architecture.domains)) continue;
        const origin = publication.origin.kind === 'saga' ? ` (saga ${publication.origin.name})` : '';
        report({
          message: `${service.name}${origin} of domain ${service.domain} publishes ${event.name}, an event of ${event.domain}`,
          help: `publish an event of ${service.domain}, or send ${event.domain} a command`,
          at: publication.at,
          related: [{ message: `${event.name} is declared here`, at: { ...event.at, on: 'key' } }],
        });
      }
    },
  },
});
