import type { Bump, Harm } from './harm.ts';
import type { SubjectKind } from './subject.ts';

/** What a kind of change does where nothing says otherwise. */
export interface ChangeKindInfo {
  readonly about: SubjectKind;
  /** For lists: what changed. */
  readonly title: string;
  /** Those who read what is written from now on. */
  readonly consumers: Harm;
  /** Those who go on writing, and what was written before. */
  readonly producers: Harm;
  readonly bump: Bump;
  /** Only people notice it. */
  readonly documentation?: true;
  /** Why, one sentence without a full stop. */
  readonly why?: string;
  /** Expand, migrate, contract: what to do instead, in one line. */
  readonly safe?: string;
}

const none = { consumers: 'none', producers: 'none' } as const;
const both = { consumers: 'break', producers: 'break', bump: 'major' } as const;
const readers = { consumers: 'break', producers: 'none', bump: 'major' } as const;
const writers = { consumers: 'none', producers: 'break', bump: 'major' } as const;
const risk = { consumers: 'risk', producers: 'none', bump: 'minor' } as const;
const docs = { ...none, bump: 'patch', documentation: true } as const;

function kinds<K extends string>(
  table: { readonly [kind in K]: ChangeKindInfo },
): {
  readonly [kind in K]: ChangeKindInfo;
} {
  return table;
}

/**
 * Every kind of change, with what it does to each side. The rows of data are judged keyword by keyword in
 * `schema/`; where a change depends on the case (subscribers or none, wider or narrower), the comparison says so.
 */
export const changeKinds = kinds({
  'event-added': { about: 'event', title: 'an event is new', ...none, bump: 'minor' },
  'event-removed': {
    about: 'event',
    title: 'an event is gone that services take',
    ...readers,
    why: 'those who take it wait for ever',
    safe: 'mark it `deprecated` with a `sunset`, move its subscribers, then take it out',
  },
  'event-removed-unused': {
    about: 'event',
    title: 'an event is gone that nobody takes',
    ...risk,
    why: 'nobody in the design takes it; those outside would notice',
    safe: 'mark it `deprecated` with a `sunset` first',
  },
  'event-retired': {
    about: 'event',
    title: 'a deprecated event is gone, after its sunset and without subscribers',
    ...none,
    bump: 'minor',
  },
  'event-renamed': {
    about: 'event',
    title: 'an event has another name',
    ...both,
    why: 'subscriptions and filters go by the name',
    safe: 'publish both names, move the subscribers, then take the old one out',
  },
  'event-kind-changed': {
    about: 'event',
    title: 'an event is of another kind',
    ...both,
    why: 'a notification, a document and a command are handled differently',
    safe: 'declare a new event beside it',
  },
  'event-type-changed': {
    about: 'event',
    title: 'the CloudEvents `type` is another',
    ...both,
    why: 'routes and filters go by `type`',
    safe: 'keep `type` as it was: it may differ from the name',
  },
  'event-moved': {
    about: 'event',
    title: 'an event goes over another topic',
    ...both,
    why: 'subscribers listen where nothing arrives any more',
    safe: 'publish to both topics as two events, move the subscribers, then take the old one out',
  },
  'event-envelope-changed': {
    about: 'event',
    title: 'a CloudEvent becomes raw data, or the other way round',
    ...both,
    why: 'the bytes on the wire are others',
    safe: 'declare a new event with the other envelope beside it',
  },
  'event-id-changed': {
    about: 'event',
    title: 'the id of a raw event is found elsewhere',
    ...readers,
    why: 'inboxes tell repetitions by the id',
    safe: 'keep the field, and add the new one beside it',
  },
  'event-key-added': {
    about: 'event',
    title: 'an event has a key',
    ...risk,
    why: 'messages move to other partitions once',
  },
  'event-key-changed': {
    about: 'event',
    title: 'the key is another',
    ...readers,
    why: 'order holds per key, and joins and compaction go by it',
    safe: 'declare a new event with the other key beside it',
  },
  'event-key-removed': {
    about: 'event',
    title: 'the key is gone',
    ...readers,
    why: 'there is no order without a key',
    safe: 'keep the key',
  },
  'event-data-changed': { about: 'event', title: 'the data has another shape', ...none, bump: 'minor' },
  'event-data-format-changed': {
    about: 'event',
    title: 'the data is described in another schema language',
    ...none,
    bump: 'patch',
  },
  'event-content-type-changed': {
    about: 'event',
    title: 'a message of a document has another content type, or a schema of another encoding',
    ...both,
    why: 'the bytes on the wire are others',
    safe: 'declare a new message with the other content type beside it, and move the readers',
  },
  'event-correlation-added': {
    about: 'event',
    title: 'a message of a document has a correlation id',
    ...none,
    bump: 'minor',
  },
  'event-correlation-changed': {
    about: 'event',
    title: 'the correlation id of a message stands elsewhere, or is gone',
    ...both,
    why: 'requests and answers are matched by it',
    safe: 'write both places for a while, move the readers, then take the old one out',
  },
  'event-attribute-added': {
    about: 'event',
    title: 'the envelope has another attribute',
    ...none,
    bump: 'minor',
  },
  'event-attribute-removed': {
    about: 'event',
    title: 'an attribute of the envelope is gone',
    ...readers,
    why: 'filters and handlers may read it',
    safe: 'go on sending it until nobody reads it',
  },
  'event-attribute-changed': {
    about: 'event',
    title: 'an attribute of the envelope has another shape',
    ...none,
    bump: 'minor',
  },
  'event-made-internal': {
    about: 'event',
    title: 'an event is for its own domain only',
    ...risk,
    why: 'services of other domains may not take it any more',
    safe: 'move its subscribers in other domains first',
  },
  'event-made-public': { about: 'event', title: 'an event is open to other domains', ...none, bump: 'minor' },
  'event-compatibility-relaxed': {
    about: 'event',
    title: 'less is promised about new versions',
    ...risk,
    bump: 'minor',
    why: 'subscribers were promised more',
  },
  'event-compatibility-tightened': {
    about: 'event',
    title: 'more is promised about new versions',
    ...none,
    bump: 'patch',
  },
  'event-deprecated': { about: 'event', title: 'an event is deprecated', ...none, bump: 'minor' },
  'event-revived': { about: 'event', title: 'an event is not deprecated any more', ...none, bump: 'minor' },
  'event-sunset-changed': { about: 'event', title: 'the end of an event is another day', ...risk },
  'event-previous-added': { about: 'event', title: 'an old version can be read', ...none, bump: 'patch' },
  'event-previous-removed': {
    about: 'event',
    title: 'an old version can no longer be read',
    consumers: 'none',
    producers: 'break',
    bump: 'minor',
    why: 'events of it in topics and stores have nobody who makes them new',
    safe: 'keep it until the retention of its topic is over, for ever where events are stored',
  },
  'event-previous-changed': {
    about: 'event',
    title: 'an old version is described differently',
    consumers: 'none',
    producers: 'risk',
    bump: 'patch',
    why: 'what was written does not change any more',
  },
  'event-version-changed': { about: 'event', title: 'the version is another', ...docs },
  'event-documented': { about: 'event', title: 'summary, description, tags or examples', ...docs },

  'topic-added': { about: 'topic', title: 'a topic is new', ...none, bump: 'minor' },
  'topic-removed': { about: 'topic', title: 'a topic without events is gone', ...risk },
  'topic-renamed': {
    about: 'topic',
    title: 'a topic is called otherwise and has the same address',
    ...none,
    bump: 'patch',
  },
  'topic-address-changed': {
    about: 'topic',
    title: 'a topic has another address',
    ...both,
    why: 'subscribers listen where nothing arrives any more',
    safe: 'write the old name as `address`',
  },
  'topic-broker-changed': {
    about: 'topic',
    title: 'a topic lies on another broker',
    ...both,
    why: 'both sides have to move at the same time, and what lies on the old one is not read',
    safe: 'deploy publishers and subscribers together, after the old topic is empty',
  },
  'topic-encoding-changed': {
    about: 'topic',
    title: 'messages are encoded differently',
    ...both,
    why: 'the bytes on the wire are others',
    safe: 'declare a new topic with the other encoding, and move event by event',
  },
  'topic-partitions-increased': {
    about: 'topic',
    title: 'a topic has more partitions',
    ...risk,
    why: 'keys move to other partitions once',
  },
  'topic-partitions-decreased': {
    about: 'topic',
    title: 'a topic has fewer partitions',
    ...readers,
    why: 'brokers cannot take partitions away: the topic is made anew',
    safe: 'leave it, or declare a new topic',
  },
  'topic-retention-shortened': {
    about: 'topic',
    title: 'messages are kept for a shorter time',
    consumers: 'risk',
    producers: 'break',
    bump: 'major',
    why: 'who was away longer, or replays, finds less',
    safe: 'see how long subscribers may be away before you shorten it',
  },
  'topic-retention-lengthened': {
    about: 'topic',
    title: 'messages are kept for a longer time',
    ...none,
    bump: 'patch',
  },
  'topic-compaction-changed': {
    about: 'topic',
    title: 'a topic keeps the newest of each key, or no longer does',
    ...readers,
    why: 'who reads from the start finds other messages',
    safe: 'declare a new topic',
  },
  'topic-ttl-changed': {
    about: 'topic',
    title: 'messages expire after another time',
    ...risk,
    why: 'who is slow may not see them',
  },
  'topic-order-dropped': {
    about: 'topic',
    title: 'order per key is no longer kept',
    ...readers,
    why: 'subscribers may rely on it',
    safe: 'give the subscriptions a `versionPath` first, then drop the order',
  },
  'topic-order-added': { about: 'topic', title: 'order per key is kept', ...none, bump: 'minor' },
  'topic-parameter-changed': {
    about: 'topic',
    title: 'a parameter of the address is new, gone, or taken from elsewhere',
    ...both,
    why: 'the address is made of it',
    safe: 'declare a new topic',
  },
  'topic-parameter-widened': {
    about: 'topic',
    title: 'a parameter may have more values',
    ...risk,
    why: 'subscribers of single values do not see the new ones',
  },
  'topic-parameter-narrowed': {
    about: 'topic',
    title: 'a parameter may have fewer values',
    ...writers,
    why: 'what is published with the others is refused',
    safe: 'stop publishing with them first',
  },
  'topic-documented': { about: 'topic', title: 'the description of a topic', ...docs },

  'service-added': { about: 'service', title: 'a service is new', ...none, bump: 'minor' },
  'service-removed': { about: 'service', title: 'a service is gone', ...none, bump: 'minor' },
  'service-domain-changed': { about: 'service', title: 'a service is in another domain', ...docs },
  'service-owner-changed': { about: 'service', title: 'another team owns it', ...docs },
  'service-source-changed': {
    about: 'service',
    title: 'the CloudEvents `source` is another',
    ...risk,
    why: 'repetitions are told by `source` and `id`, and filters may go by it',
  },
  'service-group-changed': {
    about: 'service',
    title: 'its consumer group is another',
    consumers: 'break',
    producers: 'none',
    bump: 'minor',
    why: 'the new group begins anew: it reads again, or passes over what waited',
    safe: 'let the new group begin where the old one is, or keep the name',
  },
  'service-outbox-changed': {
    about: 'service',
    title: 'events leave its database in another way',
    consumers: 'none',
    producers: 'risk',
    bump: 'minor',
    why: 'what waits in the old outbox has to be sent first',
  },
  'service-database-changed': {
    about: 'service',
    title: 'it has a database, or no longer has one',
    consumers: 'risk',
    producers: 'risk',
    bump: 'minor',
    why: 'outbox and inbox come and go with it',
  },
  'service-inbox-shortened': {
    about: 'service',
    title: 'its inbox remembers for a shorter time',
    ...risk,
    why: 'a repetition that comes later is taken for a new event',
  },
  'service-settings-changed': {
    about: 'service',
    title: 'replicas, language, history',
    ...none,
    bump: 'patch',
  },
  'service-external-changed': {
    about: 'service',
    title: 'it becomes ours, or no longer is',
    ...none,
    bump: 'minor',
  },
  'service-url-changed': {
    about: 'service',
    title: 'it is reached elsewhere',
    consumers: 'none',
    producers: 'risk',
    bump: 'minor',
    why: 'those who call it have to know',
  },
  'service-documented': { about: 'service', title: 'the description of a service', ...docs },

  'publication-added': {
    about: 'publication',
    title: 'a service publishes an event',
    ...none,
    bump: 'minor',
  },
  'publication-removed': {
    about: 'publication',
    title: 'a service no longer publishes an event that others still publish',
    ...risk,
    why: 'subscribers see fewer events',
  },
  'last-publication-removed': {
    about: 'publication',
    title: 'nobody publishes an event any more',
    ...readers,
    why: 'those who take it wait for ever',
    safe: 'mark the event `deprecated` with a `sunset`, move its subscribers, then stop',
  },
  'publication-changed': {
    about: 'publication',
    title: 'an event is published on another occasion',
    ...none,
    bump: 'patch',
  },

  'subscription-added': { about: 'subscription', title: 'a service takes an event', ...none, bump: 'minor' },
  'subscription-removed': {
    about: 'subscription',
    title: 'a service no longer takes an event',
    ...none,
    bump: 'minor',
  },
  'command-unhandled': {
    about: 'subscription',
    title: 'nobody handles a command any more',
    ...writers,
    why: 'those who send it are not heard',
    safe: 'mark the command `deprecated` with a `sunset`, move its senders, then stop',
  },
  'subscription-filter-changed': {
    about: 'subscription',
    title: 'it takes other events of the kind (`when`)',
    ...risk,
    why: 'what does not pass is acknowledged and not handled',
  },
  'subscription-version-path-changed': {
    about: 'subscription',
    title: 'stale events are told otherwise (`versionPath`)',
    ...risk,
    why: 'versions that were noted belong to the old path',
  },
  'subscription-dead-letter-changed': {
    about: 'subscription',
    title: 'given-up messages go elsewhere',
    ...risk,
    why: 'what lies in the old dead letter topic stays there; with `none`, given up means lost',
  },
  'subscription-idempotency-dropped': {
    about: 'subscription',
    title: 'repetitions are no longer absorbed',
    ...risk,
    why: 'brokers deliver at least once',
  },
  'subscription-spread-changed': {
    about: 'subscription',
    title: 'each replica takes each event, or no longer does',
    ...risk,
    why: 'the group is another',
  },
  'subscription-uses-changed': {
    about: 'subscription',
    title: 'it depends on other fields (`uses`)',
    ...none,
    bump: 'patch',
  },
  'subscription-settings-changed': {
    about: 'subscription',
    title: 'retry, timeout, concurrency, bulk, start, lag',
    ...none,
    bump: 'patch',
  },
  'subscription-documented': { about: 'subscription', title: 'the description of a subscription', ...docs },

  'operation-added': { about: 'operation', title: 'a service serves an operation', ...none, bump: 'minor' },
  'operation-removed': {
    about: 'operation',
    title: 'an operation is gone',
    ...writers,
    why: 'calls are answered with 404',
    safe: 'serve both, move the callers, then take the old one out',
  },
  'operation-route-changed': {
    about: 'operation',
    title: 'an operation has another method or path',
    ...writers,
    why: 'calls are answered with 404 or 405',
    safe: 'serve both under two names, move the callers, then take the old one out',
  },
  'operation-param-added': { about: 'operation', title: 'a parameter is new', ...none, bump: 'minor' },
  'operation-param-removed': {
    about: 'operation',
    title: 'a parameter is gone',
    consumers: 'none',
    producers: 'risk',
    bump: 'minor',
    why: 'callers still send it, and it is passed over',
  },
  'operation-param-changed': {
    about: 'operation',
    title: 'a parameter has another shape',
    ...none,
    bump: 'minor',
  },
  'operation-request-added': {
    about: 'operation',
    title: 'a request has a body',
    ...writers,
    why: 'callers send none',
    safe: 'serve another operation beside it, move the callers, then take the old one out',
  },
  'operation-request-removed': { about: 'operation', title: 'a request has no body', ...none, bump: 'minor' },
  'operation-request-changed': {
    about: 'operation',
    title: 'the request has another shape',
    ...none,
    bump: 'minor',
  },
  'operation-response-added': { about: 'operation', title: 'an answer has a body', ...none, bump: 'minor' },
  'operation-response-removed': {
    about: 'operation',
    title: 'an answer has no body',
    ...readers,
    why: 'callers read it',
    safe: 'go on answering until nobody reads it',
  },
  'operation-response-changed': {
    about: 'operation',
    title: 'the answer has another shape',
    ...none,
    bump: 'minor',
  },
  'operation-security-changed': {
    about: 'operation',
    title: 'an operation of a document asks for another login',
    ...both,
    why: 'clients with the old login, or without one, are refused',
    safe: 'allow both logins for a while, move the clients, then take the old one out',
  },
  'operation-documented': { about: 'operation', title: 'the description of an operation', ...docs },

  'call-added': { about: 'call', title: 'a service calls another', ...none, bump: 'patch' },
  'call-removed': { about: 'call', title: 'a service no longer calls another', ...none, bump: 'patch' },
  'call-fallback-removed': {
    about: 'call',
    title: 'a failed call has no fallback',
    ...risk,
    bump: 'patch',
    why: 'it throws from now on',
  },
  'call-changed': {
    about: 'call',
    title: 'timeout, retry, circuit breaker, fallback',
    ...none,
    bump: 'patch',
  },

  'aggregate-added': { about: 'aggregate', title: 'an aggregate is new', ...none, bump: 'minor' },
  'aggregate-removed': {
    about: 'aggregate',
    title: 'an aggregate is gone',
    ...writers,
    why: 'its stored events have nobody who reads them',
    safe: 'keep it until its streams are archived',
  },
  'aggregate-key-changed': {
    about: 'aggregate',
    title: 'streams are told apart by another key',
    ...writers,
    why: 'stored streams are found by the old one',
    safe: 'declare a new aggregate, and copy the streams',
  },
  'aggregate-moved': {
    about: 'aggregate',
    title: 'another service keeps it',
    ...writers,
    why: 'its events lie in the database of the old one',
    safe: 'copy the streams first',
  },
  'aggregate-event-added': { about: 'aggregate', title: 'it stores another event', ...none, bump: 'minor' },
  'aggregate-event-removed': {
    about: 'aggregate',
    title: 'it no longer knows an event that it stored',
    ...writers,
    why: 'streams that hold it cannot be read',
    safe: 'keep the event in the aggregate, and no longer write it',
  },
  'aggregate-settings-changed': {
    about: 'aggregate',
    title: 'how often it takes a snapshot',
    ...none,
    bump: 'patch',
  },
  'aggregate-documented': { about: 'aggregate', title: 'the description of an aggregate', ...docs },

  'projection-added': { about: 'projection', title: 'a read model is new', ...none, bump: 'minor' },
  'projection-removed': { about: 'projection', title: 'a read model is gone', ...risk },
  'projection-changed': {
    about: 'projection',
    title: 'a read model has other events, keys or columns',
    ...risk,
    why: 'its rows are made anew: it has to be rebuilt',
  },
  'projection-documented': { about: 'projection', title: 'the description of a read model', ...docs },

  'saga-added': { about: 'saga', title: 'a saga is new', ...none, bump: 'minor' },
  'saga-removed': {
    about: 'saga',
    title: 'a saga is gone',
    ...risk,
    why: 'those under way are not finished by anybody',
    safe: 'let those under way end first',
  },
  'saga-changed': {
    about: 'saga',
    title: 'a saga has other steps, events or times',
    ...risk,
    why: 'those under way began by the old steps',
    safe: 'let those under way end first, or keep the order of the steps that they have passed',
  },
  'saga-documented': { about: 'saga', title: 'the description of a saga', ...docs },

  'environment-added': { about: 'environment', title: 'an environment is new', ...none, bump: 'minor' },
  'environment-removed': { about: 'environment', title: 'an environment is gone', ...risk },
  'environment-changed': {
    about: 'environment',
    title: 'secrets, database, registry, tracing',
    ...none,
    bump: 'patch',
  },
  'environment-documented': { about: 'environment', title: 'the description of an environment', ...docs },
  'broker-added': { about: 'broker', title: 'an environment has another broker', ...none, bump: 'minor' },
  'broker-removed': {
    about: 'broker',
    title: 'an environment has lost a broker',
    ...both,
    why: 'what lies on it is not read',
    safe: 'move its topics first',
  },
  'broker-type-changed': {
    about: 'broker',
    title: 'a broker is of another type',
    ...both,
    why: 'both sides have to move at the same time, and what lies on the old one is not read',
    safe: 'declare the new broker beside it, and move topic by topic',
  },
  'broker-servers-changed': {
    about: 'broker',
    title: 'a broker is reached elsewhere',
    consumers: 'risk',
    producers: 'risk',
    bump: 'minor',
    why: 'another address may be another cluster',
  },
  'broker-security-changed': {
    about: 'broker',
    title: 'who may connect to a broker, and how',
    consumers: 'risk',
    producers: 'risk',
    bump: 'minor',
    why: 'services need the new secret when they start',
  },
  'broker-settings-changed': { about: 'broker', title: 'settings of a broker', ...none, bump: 'patch' },

  'server-added': { about: 'server', title: 'a document names another server', ...none, bump: 'minor' },
  'server-removed': {
    about: 'server',
    title: 'a document no longer names a server',
    ...both,
    why: 'whoever is connected to it reads and writes past the others',
    safe: 'keep it until nobody is connected any more',
  },
  'server-address-changed': {
    about: 'server',
    title: 'host, port or path of a server',
    consumers: 'risk',
    producers: 'risk',
    bump: 'minor',
    why: 'another address may be another cluster, and clients have to know it',
  },
  'server-protocol-changed': {
    about: 'server',
    title: 'the protocol of a server',
    ...both,
    why: 'clients of the old one cannot connect',
    safe: 'declare another server beside it, and move the clients',
  },
  'server-security-changed': {
    about: 'server',
    title: 'how clients log in to a server',
    ...both,
    why: 'clients with the old login, or without one, are refused',
    safe: 'allow both logins for a while, move the clients, then take the old one out',
  },

  'system-renamed': {
    about: 'system',
    title: 'the system has another name',
    ...risk,
    why: '`source`, schema names and groups may be made of it',
  },
  'system-version-changed': { about: 'system', title: 'the version of the design', ...docs },
  'system-documented': { about: 'system', title: 'title and description', ...docs },
  'domain-added': { about: 'domain', title: 'a domain is new', ...none, bump: 'minor' },
  'domain-removed': { about: 'domain', title: 'a domain is gone', ...none, bump: 'patch' },
  'domain-owner-changed': { about: 'domain', title: 'another team owns a domain', ...docs },
  'domain-documented': { about: 'domain', title: 'the description of a domain', ...docs },
  'team-changed': { about: 'team', title: 'a team is new, gone, or reached elsewhere', ...docs },
});

export type ChangeKind = keyof typeof changeKinds;
