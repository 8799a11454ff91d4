import type { Architecture, EventContract, Topic, TopicParameter } from '../../model/architecture.ts';
import { addressTemplate, resolveTopic } from '../../model/settings.ts';
import { fillTemplate, placeholdersOf } from '../../model/template.ts';
import { type LanguageMap, mapOfDefined, unlessEmpty } from '../../print/eda/language-value.ts';
import { printPath } from '../../print/eda/path-text.ts';
import { topicValue } from '../../print/eda/topic-value.ts';
import { channelBindings } from './bindings.ts';
import type { DocumentContext } from './document-context.ts';
import { keptMembers } from './kept-members.ts';
import { messageKeysOf, wireFormOf } from './messages.ts';
import { carriersOf } from './protocol.ts';

/**
 * The channel of a topic.
 * @param events of the topic that the document holds
 * @param keys of the servers that carry it in the document
 */
export function channelOf(
  context: DocumentContext,
  topic: Topic,
  events: readonly EventContract[],
  servers: readonly string[],
): LanguageMap {
  // Most documents hold all events of a topic: then the channel is the same in each of them.
  if (events.length < topic.events.length) return makeChannel(context, topic, events, servers);
  const key = `${topic.name}\0${servers.join('\0')}`;
  return context.onceChannel(key, () => makeChannel(context, topic, events, servers));
}

function makeChannel(
  context: DocumentContext,
  topic: Topic,
  events: readonly EventContract[],
  servers: readonly string[],
): LanguageMap {
  const { architecture } = context;
  const { description, parameters: written, 'x-asyncapi': _, ...settings } = topicValue(topic);
  const key = context.channelKeys.keyOf(topic.name);
  const address = addressOf(architecture, topic);
  const parameters = parametersOf(context, topic, events, address);
  const kept = keptMembers(topic.asyncapi, ['bindings']);
  return mapOfDefined([
    ...kept.own,
    ['address', address],
    ['description', description],
    [
      'messages',
      Object.fromEntries(
        events.flatMap((event) =>
          messageKeysOf(context, event).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
      ),
    ],
    ['servers', unlessEmpty(servers.map((server) => ({ $ref: `#/servers/${server}` })))],
    ['parameters', unlessEmpty(parameters)],
    ['bindings', unlessEmpty({ ...channelBindings(architecture, topic), ...kept.inside('bindings') })],
    [
      'x-eda',
      unlessEmpty(
        mapOfDefined([
          ['topic', key === topic.name ? undefined : topic.name],
          ...Object.entries(settings),
          ['parameters', parametersElsewhere(written, parameters)],
          ['kept', kept.pointers],
        ]),
      ),
    ],
  ]);
}

/** Parameters that the address of the channel does not have, but that of another environment may. */
function parametersElsewhere(written: unknown, shown: LanguageMap): LanguageMap | undefined {
  if (typeof written !== 'object' || written === null) return undefined;
  return unlessEmpty(
    Object.fromEntries(Object.entries(written).filter(([name]) => !Object.hasOwn(shown, name))),
  );
}

/** Names of the brokers that carry a topic in some environment. */
export function brokersOf(architecture: Architecture, topic: Topic): readonly string[] {
  const names = Object.keys(architecture.environments).map(
    (environment) => resolveTopic(architecture, topic, environment).values.broker,
  );
  return [...new Set(names)];
}

/**
 * The address that bindings show as well. `{environment}` stays a parameter where all environments have the same
 * template; where they differ, it is that of one of them, and the others stand under `x-eda`.
 */
function addressOf(architecture: Architecture, topic: Topic): string {
  const environments = Object.keys(architecture.environments);
  const templates = new Set(environments.map((name) => addressTemplate(architecture, topic, name)));
  const [template] = templates;
  if (templates.size === 1 && template !== undefined) {
    return fillTemplate(template, {
      topic: topic.name,
      system: architecture.system.name,
      domain: topic.domain,
    });
  }
  const shown = carriersOf(architecture, topic)[0]?.environment.name ?? environments.at(-1) ?? '';
  return resolveTopic(architecture, topic, shown).values.address;
}

function parametersOf(
  context: DocumentContext,
  topic: Topic,
  events: readonly EventContract[],
  address: string,
): LanguageMap {
  const place = dataPlaceOf(context, events);
  return Object.fromEntries(
    placeholdersOf(address).map((name) => {
      const parameter = topic.parameters[name];
      if (name === 'environment' && parameter === undefined)
        return [name, { enum: Object.keys(context.architecture.environments) }];
      return [name, parameterOf(parameter, place)];
    }),
  );
}

/** Where data stand in the payload of every message of a channel; undefined: it depends on the message. */
function dataPlaceOf(context: DocumentContext, events: readonly EventContract[]): '' | '/data' | undefined {
  const places = new Set<'' | '/data'>(
    events.map((event) => (wireFormOf(context, event, event.data) === 'structured' ? '/data' : '')),
  );
  const [place] = places;
  return places.size === 1 ? place : undefined;
}

function parameterOf(parameter: TopicParameter | undefined, place: string | undefined): LanguageMap {
  const { from } = parameter ?? {};
  const isPointer = from !== undefined && place !== undefined && !from.includes('*');
  return mapOfDefined([
    ['description', parameter?.description],
    ['enum', unlessEmpty(parameter?.enum ?? [])],
    ['location', isPointer ? `$message.payload#${place}${pointerTo(from)}` : undefined],
    ['x-eda', from === undefined || isPointer ? undefined : { from: printPath(from) }],
  ]);
}

function pointerTo(path: readonly string[]): string {
  return path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
