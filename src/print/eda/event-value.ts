import type { Architecture, EventContract, PreviousVersion, Upcast } from '../../model/architecture.ts';
import { defaultTopic } from '../../model/build/events.ts';
import { isEqual } from '../../model/json-value.ts';
import { fillTemplate } from '../../model/template.ts';
import { type LanguageMap, mapEach, mapOfDefined, unlessEmpty } from './language-value.ts';
import { printPath, printPaths } from './path-text.ts';
import type { SchemaToValue } from './schema-value.ts';

/** The event as it stands under `events`, without what holds anyway. */
export function eventValue(
  architecture: Architecture,
  event: EventContract,
  toValue: SchemaToValue,
): LanguageMap {
  return mapOfDefined([
    ...Object.entries(eventFacts(architecture, event)),
    ['attributes', writtenAttributes(architecture, event, toValue)],
    ['data', event.dataFormat === 'other' ? undefined : toValue(event.data)],
    ['examples', unlessEmpty(event.examples)],
    ['previous', previousValue(event.previous, toValue)],
    ['x-asyncapi', event.asyncapi],
  ]);
}

/** What the event says of itself; of its data nothing. */
export function eventFacts(architecture: Architecture, event: EventContract): LanguageMap {
  const { kind, version, compatibility, deprecated, foreign } = event;
  return mapOfDefined([
    ['kind', kind === 'notification' ? undefined : kind],
    ['from', foreign && `${foreign.file}#${foreign.pointer}`],
    ['summary', event.summary],
    ['description', event.description],
    ['version', version === `${event.major}.0.0` ? undefined : version],
    ['key', printPaths(event.key)],
    ['envelope', event.envelope === 'raw' ? 'raw' : undefined],
    ['id', event.id && printPath(event.id)],
    ['type', writtenType(architecture, event)],
    ['topic', writtenTopic(architecture, event)],
    ['tags', unlessEmpty(event.tags)],
    ['internal', event.internal ? true : undefined],
    [
      'compatibility',
      compatibility.written
        ? `${compatibility.direction}${compatibility.transitive ? '-transitive' : ''}`
        : undefined,
    ],
    ['deprecated', deprecated && mapOfDefined(Object.entries(deprecated))],
  ]);
}

function writtenType({ envelopes, system }: Architecture, event: EventContract): string | undefined {
  const { name, topic, domain, type } = event;
  return type === fillTemplate(envelopes.type, { event: name, topic, domain, system: system.name })
    ? undefined
    : type;
}

function writtenTopic({ topicPer }: Architecture, event: EventContract): string | undefined {
  const { name, domain, entity, kind, topic } = event;
  return topic === defaultTopic(name, domain, entity, kind, topicPer) ? undefined : topic;
}

/** Attributes that every event has are said once, in the root's defaults. */
function writtenAttributes(
  { envelopes }: Architecture,
  { attributes }: EventContract,
  toValue: SchemaToValue,
): LanguageMap | undefined {
  const own = Object.entries(attributes).filter(([name, schema]) => {
    const shared = envelopes.attributes[name];
    return shared === undefined || !isEqual(toValue(shared), toValue(schema));
  });
  return mapEach(Object.fromEntries(own), toValue);
}

function previousValue(
  versions: readonly PreviousVersion[],
  toValue: SchemaToValue,
): LanguageMap | undefined {
  return mapEach(
    Object.fromEntries(versions.map((previous) => [previous.version, previous])),
    ({ data, upcast }) => ({ data: toValue(data), upcast: upcastValue(upcast) }),
  );
}

/** `code`, or the edits. */
export function upcastValue(upcast: Upcast): LanguageMap | 'code' {
  if (upcast.by === 'code') return 'code';
  const { drop, rename, set } = upcast;
  return mapOfDefined([
    ['drop', drop.length === 0 ? undefined : drop.map(printPath)],
    [
      'rename',
      unlessEmpty(Object.fromEntries(rename.map(({ from, to }) => [printPath(from), printPath(to)]))),
    ],
    ['set', unlessEmpty(Object.fromEntries(set.map(({ path, value }) => [printPath(path), value])))],
  ]);
}
