import { type DataField, fieldsOf } from '../draw/data-fields.ts';
import { typeText } from '../draw/type-text.ts';
import type { EventContract, Service } from '../model/architecture.ts';
import { deliveriesTo, summariseDeliveries } from './delivery-summary.ts';
import type { DesignView } from './design-view.ts';
import type { NameAt } from './name-places.ts';
import type { LspProgram } from './program.ts';

/** Fields that are shown of data; of more the first. */
const mostFields = 25;

/** What a name of the design stands for, as Markdown; undefined where the design has no such thing. */
export function describeName(
  { kind, name }: Pick<NameAt, 'kind' | 'name'>,
  view: DesignView,
  program: LspProgram,
): string | undefined {
  const { architecture } = view;
  switch (kind) {
    case 'event': {
      const event = architecture.events[name];
      return event === undefined ? undefined : describeEvent(event, view);
    }
    case 'service': {
      const service = architecture.services[name];
      return service === undefined ? undefined : describeService(service);
    }
    case 'schema':
      return describeSchema(name, view);
    case 'rule':
      return program.explain(name)?.text;
    case 'operation':
      return describeOperation(name, view);
    case 'topic': {
      const topic = architecture.topics[name];
      return topic && told(head('topic', name), topic.description, `carries ${list(topic.events)}`);
    }
    case 'domain': {
      const domain = architecture.domains[name];
      const services = Object.values(architecture.services).filter((one) => one.domain === name);
      return (
        domain &&
        told(
          head('domain', name, domain.owner === undefined ? '' : `owner ${code(domain.owner)}`),
          domain.description,
          services.length === 0 ? '' : `services ${list(services.map((one) => one.name))}`,
        )
      );
    }
    case 'aggregate': {
      const aggregate = architecture.aggregates[name];
      return (
        aggregate &&
        told(
          head('aggregate', name, code(aggregate.service)),
          aggregate.description,
          `stores ${list(aggregate.events)}`,
        )
      );
    }
    case 'projection': {
      const projection = architecture.projections[name];
      return (
        projection &&
        told(
          head('projection', name, code(projection.service)),
          projection.description,
          `made from ${list(projection.from)}`,
        )
      );
    }
    case 'saga': {
      const saga = architecture.sagas[name];
      return (
        saga &&
        told(
          head('saga', name, saga.style),
          saga.description,
          `${code(saga.starts)} → ${saga.steps.map((step) => code(step.name)).join(' → ')} → ${code(saga.completes)}, or ${code(saga.aborts)}`,
        )
      );
    }
    case 'environment': {
      const environment = architecture.environments[name];
      const brokers = Object.values(environment?.brokers ?? {}).map((one) => `${code(one.name)} ${one.type}`);
      return environment && told(head('environment', name), `brokers ${brokers.join(', ')}`);
    }
    case 'broker': {
      const types = Object.values(architecture.environments).flatMap((environment) => {
        const broker = environment.brokers[name];
        return broker === undefined ? [] : [`${environment.name} ${broker.type}`];
      });
      return types.length === 0 ? undefined : told(head('broker', name), types.join(', '));
    }
    case 'team': {
      const team = architecture.teams[name];
      return team && told(head('team', name, team.contact ?? ''), team.description);
    }
    case 'generator': {
      const generator = program.generators.find(({ id }) => id === name);
      return generator && told(head('generator', name), generator.title);
    }
  }
}

function describeEvent(event: EventContract, view: DesignView): string {
  const { architecture, index } = view;
  const keys = event.key.map((path) => path.join('.'));
  const publishers = index.publishersOf(event.name).map(({ service }) => service.name);
  const takers = index.subscribersOf(event.name).map(({ service }) => {
    const deliveries = deliveriesTo(architecture, service.name, event.name);
    return `- ${code(service.name)}${deliveries.length === 0 ? '' : ` · ${summariseDeliveries(deliveries)}`}`;
  });
  return told(
    head(event.kind === 'document' ? 'document event' : event.kind, event.name, event.version),
    event.summary ?? event.description,
    event.deprecated === undefined
      ? ''
      : `deprecated since ${event.deprecated.since}${event.deprecated.replacedBy === undefined ? '' : `, replaced by ${code(event.deprecated.replacedBy)}`}`,
    [
      keys.length === 0 ? 'no key' : `key ${list(keys)}`,
      event.topic === event.name ? '' : `topic ${code(event.topic)}`,
      event.internal ? 'internal' : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
    fieldTable(fieldsOf(event.data, architecture.schemas), keys),
    publishers.length === 0 ? 'nobody publishes it' : `published by ${list(publishers)}`,
    takers.length === 0
      ? event.kind === 'command'
        ? 'nobody handles it'
        : 'nobody takes it'
      : `${event.kind === 'command' ? 'handled' : 'taken'} by\n\n${takers.join('\n')}`,
  );
}

function fieldTable(fields: readonly DataField[], keys: readonly string[]): string {
  const rows = flatten(fields).map(({ path, field }) => {
    const notes = [
      field.required ? 'required' : '',
      keys.includes(path) ? 'key' : '',
      field.personal ? 'personal' : '',
      field.deprecated ? 'deprecated' : '',
      field.description ?? '',
    ].filter((note) => note !== '');
    return `| ${cell(path)} | ${cell(field.type)} | ${cell(notes.join(', '))} |`;
  });
  if (rows.length === 0) return '';
  const more = rows.length - mostFields;
  return [
    '| field | type | |\n| --- | --- | --- |',
    ...rows.slice(0, mostFields),
    ...(more > 0 ? [`| … | | ${more} more |`] : []),
  ].join('\n');
}

function flatten(fields: readonly DataField[], above = ''): { path: string; field: DataField }[] {
  return fields.flatMap((field) => {
    const path = above + field.name;
    return [{ path, field }, ...flatten(field.fields, field.of === 'value' ? `${path}.` : `${path}.*.`)];
  });
}

function describeService(service: Service): string {
  const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
  const publishes = unique(service.publications.map(({ event }) => event));
  const takes = unique(service.subscriptions.map(({ event }) => event));
  const serves = Object.keys(service.operations);
  const calls = service.calls.map(({ service: of, operation }) => `${of}.${operation}`);
  return told(
    head(
      service.external ? 'external service' : 'service',
      service.name,
      [code(service.domain), service.owner === undefined ? '' : `owner ${code(service.owner)}`]
        .filter((part) => part !== '')
        .join(' · '),
    ),
    service.description,
    publishes.length === 0 ? '' : `publishes ${list(publishes)}`,
    takes.length === 0 ? '' : `takes ${list(takes)}`,
    serves.length === 0 ? '' : `serves ${list(serves)}`,
    calls.length === 0 ? '' : `calls ${list(calls)}`,
  );
}

function describeSchema(name: string, { architecture }: DesignView): string | undefined {
  const schema = Object.values(architecture.schemas).find(({ typeName }) => typeName === name);
  if (schema === undefined) return undefined;
  const description = schema.schema.note?.description;
  return told(
    head('schema', name, code(typeText(schema.schema, architecture.schemas))),
    description,
    fieldTable(fieldsOf(schema.schema, architecture.schemas), []),
  );
}

function describeOperation(name: string, { architecture }: DesignView): string | undefined {
  const [service = '', operation = ''] = name.split('.');
  const found = architecture.services[service]?.operations[operation];
  if (found === undefined) return undefined;
  const callers = Object.values(architecture.services)
    .filter(({ calls }) => calls.some((call) => call.service === service && call.operation === operation))
    .map((one) => one.name);
  return told(
    head('operation', operation, code(service)),
    code(`${found.method.toUpperCase()} ${found.path}`),
    found.description,
    callers.length === 0 ? '' : `called by ${list(callers)}`,
  );
}

function head(kind: string, name: string, note = ''): string {
  return `**${plain(name)}** · ${kind}${note === '' ? '' : ` · ${note}`}`;
}

/** Paragraphs that say something. */
function told(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

function list(names: readonly string[]): string {
  return names.map(code).join(', ');
}

function code(text: string): string {
  return `\`${text.replace(/[`\n]/g, ' ')}\``;
}

function cell(text: string): string {
  return text.replace(/[|\n\\]/g, (mark) => (mark === '\n' ? ' ' : `\\${mark}`));
}

function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, '\\$&');
}
