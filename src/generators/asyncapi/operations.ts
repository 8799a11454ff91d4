import type { Architecture, Origin, Publication, Service, Subscription } from '../../model/architecture.ts';
import { groupBy } from '../../model/group-by.ts';
import { type LanguageMap, mapOfDefined, unlessEmpty } from '../../print/eda/language-value.ts';
import { subscriptionValue } from '../../print/eda/service-value.ts';
import { operationBindings } from './bindings.ts';
import type { DocumentContext } from './document-context.ts';

/** What a service sends and takes: `publish.<event>` and `handle.<event>`. */
export function operationsOf(context: DocumentContext, service: Service): LanguageMap {
  const { messageKeys } = context;
  const published = groupBy(service.publications, ({ event }) => event);
  const taken = groupBy(service.subscriptions, ({ event }) => event);
  return mapOfDefined([
    ...[...published].map(([event, publications]): [string, unknown] => [
      `publish.${messageKeys.keyOf(event)}`,
      publishOperation(context, service, event, publications),
    ]),
    ...[...taken].map(([event, subscriptions]): [string, unknown] => [
      `handle.${messageKeys.keyOf(event)}`,
      handleOperation(context, service, event, subscriptions),
    ]),
  ]);
}

function publishOperation(
  context: DocumentContext,
  service: Service,
  event: string,
  publications: readonly Publication[],
): LanguageMap | undefined {
  const because = publications.map(({ on, origin }) =>
    origin.kind === 'written' && on !== undefined ? `handler ${on}` : reasonOf(origin),
  );
  return operation(context, service, event, 'send', {
    facts: isWrittenAlone(because) ? undefined : { because: [...new Set(because)] },
  });
}

function handleOperation(
  context: DocumentContext,
  service: Service,
  event: string,
  subscriptions: readonly Subscription[],
): LanguageMap | undefined {
  const written = subscriptions.find(({ origin }) => origin.kind === 'written');
  const because = subscriptions.map(({ origin }) => reasonOf(origin));
  const { description, ...facts } = written === undefined ? {} : subscriptionValue(service, written);
  const own = mapOfDefined([
    ['because', isWrittenAlone(because) ? undefined : [...new Set(because)]],
    ...Object.entries(facts),
  ]);
  return operation(context, service, event, 'receive', { description, facts: unlessEmpty(own) });
}

function operation(
  { architecture, messageKeys, channelKeys }: DocumentContext,
  service: Service,
  event: string,
  action: 'send' | 'receive',
  { description, facts }: { readonly description?: unknown; readonly facts: LanguageMap | undefined },
): LanguageMap | undefined {
  const topic = topicOf(architecture, event);
  if (topic === undefined) return undefined;
  const channel = `#/channels/${channelKeys.keyOf(topic.name)}`;
  return mapOfDefined([
    ['action', action],
    ['channel', { $ref: channel }],
    ['messages', [{ $ref: `${channel}/messages/${messageKeys.keyOf(event)}` }]],
    ['description', description],
    ['bindings', operationBindings(architecture, service, topic, action)],
    ['x-eda', facts],
  ]);
}

function topicOf(architecture: Architecture, event: string): Architecture['topics'][string] | undefined {
  return architecture.topics[architecture.events[event]?.topic ?? ''];
}

/** Why something is there, in the words of `because`: `written`, `saga transfer/book`, `projection totals`. */
function reasonOf(origin: Origin): string {
  switch (origin.kind) {
    case 'written':
      return 'written';
    case 'projection':
      return `projection ${origin.name}`;
    case 'saga':
      return `saga ${origin.name}${origin.step === undefined ? '' : `/${origin.step}`}`;
  }
}

function isWrittenAlone(because: readonly string[]): boolean {
  return because.every((reason) => reason === 'written');
}
