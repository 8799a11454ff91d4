import type { Architecture, EventContract, TopicSettings } from '../../model/architecture.ts';
import { resolveTopic } from '../../model/settings.ts';
import { placeholdersOf } from '../../model/template.ts';
import { call, type DefinitionContext, keyOf, partOnce, record } from './definition-context.ts';
import type { Code } from './print-code.ts';

/** CloudEvents `dataschema`: names the event and the version of its data. */
function dataSchemaOf(architecture: Architecture, event: EventContract): string {
  return `urn:eda:${encodeURIComponent(architecture.system.name)}:${encodeURIComponent(event.name)}/${event.version}`;
}

/** An event that a service may publish, as `PublishedEvent`. */
export function publishedEvent(context: DefinitionContext, event: EventContract): Code {
  const { architecture, environment } = context;
  const topic = architecture.topics[event.topic];
  const settings = topic && resolveTopic(architecture, topic, environment).values;
  return partOnce(context, event, [settings], () => published(context, event, settings));
}

function published(
  { architecture, validators }: DefinitionContext,
  event: EventContract,
  settings: TopicSettings | undefined,
): Code {
  const topic = architecture.topics[event.topic];
  const parameters = record(
    placeholdersOf(settings?.address ?? '').flatMap((name) => {
      const from = topic?.parameters[name]?.from;
      return from === undefined ? [] : [[name, [...from]]];
    }),
  );
  return {
    name: event.name,
    type: event.type,
    version: event.version,
    dataschema: dataSchemaOf(architecture, event),
    kind: event.kind,
    pubsub: settings?.broker,
    topic: event.topic,
    address:
      Object.keys(parameters).length === 0
        ? settings?.address
        : call('addressOf', settings?.address ?? '', parameters),
    key: keyOf(event.key),
    ordered: settings?.ordered,
    ttlSeconds: settings?.ttl === undefined ? undefined : Math.ceil(settings.ttl / 1000),
    envelope: event.envelope,
    validate: validators.ofEvent(event),
    attributes: fixedAttributes(event),
  };
}

/** Attributes whose schema leaves one value only; the others are the publishing code's. */
function fixedAttributes(event: EventContract): Code {
  const fixed = Object.entries(event.attributes).flatMap(([name, schema]): [string, Code][] => {
    const value = schema.kind === 'enum' && schema.values.length === 1 ? schema.values[0] : undefined;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[name, value]]
      : [];
  });
  return fixed.length === 0 ? undefined : record(fixed);
}
