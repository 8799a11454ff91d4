import type { Architecture, Origin, Service } from '../../model/architecture.ts';
import { type LanguageMap, mapOfDefined, unlessEmpty } from '../../print/eda/language-value.ts';
import { subscriptionValue } from '../../print/eda/service-value.ts';
import { operationBindings } from './bindings.ts';
import type { DocumentContext } from './document-context.ts';

/** What a service sends and takes: `publish.<event>` and `handle.<event>`. */
export function operationsOf(context: DocumentContext, service: Service): LanguageMap {
  const { messageKeys } = context;
  const published = [...new Set(service.publications.map(({ event }) => event))];
  const taken = [...new Set(service.subscriptions.map(({ event }) => event))];
  return mapOfDefined([
    ...published.map((event): [string, unknown] => [
      `publish.${messageKeys.keyOf(event)}`,
      publishOperation(context, service, event),
    ]),
    ...taken.map((event): [string, unknown] => [
      `handle.${messageKeys.keyOf(event)}`,
      handleOperation(context, service, event),
    ]),
  ]);
}

function publishOperation(
  context: DocumentContext,
  service: Service,
  event: string,
): LanguageMap | undefined {
  const because = service.publications
    .filter((publication) => publication.event === event)
    .map(({ on, origin }) =>
      origin.kind === 'written' && on !== undefined ? `handler ${on}` : reasonOf(origin),
    );
  return operation(context, service, event, 'send', {
    facts: isWrittenAlone(because) ? undefined : { because: [...new Set(because)] },
  });
}

function handleOperation(context: DocumentContext, service: Service, event: string): LanguageMap | undefined {
  const subscriptions = service.subscriptions.filter((subscription) => subscription.event === event);
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
