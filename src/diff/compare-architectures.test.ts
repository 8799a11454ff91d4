import { describe, expect, it } from 'vitest';
import type { Change } from './change.ts';
import { changeKinds } from './change-kinds.ts';
import { compareArchitectures } from './compare-architectures.ts';
import { compareTexts, describeChange, modelOf } from './compare-designs.fixture.ts';

const shop = `eda: 1
system: shop
title: The shop
teams: { sales-team: { contact: '#sales' }, stock-team: { contact: '#stock' } }
domains:
  sales: { owner: sales-team, description: Orders }
  stock: { owner: stock-team }
defaults: { attributes: { tenant: { type: string } }, retry: { attempts: 4 } }
events:
  sales.order.placed:
    version: 1.2.0
    key: orderId
    summary: Somebody ordered
    topic: orders
    previous: { 1.0.0: { data: { type: object }, upcast: { set: { total: 0 } } } }
    data:
      type: object
      required: [orderId, total]
      properties:
        orderId: { type: string }
        total: { type: integer }
        note: { type: string }
  sales.order.closed:
    deprecated: { since: 1.1.0, sunset: '2027-06-30' }
    topic: orders
    data: { type: object, properties: { orderId: { type: string } } }
  sales.order.audited: { data: { type: object } }
  sales.report.drawn: { envelope: raw, id: reportId, data: { type: object, required: [reportId], properties: { reportId: { type: string } } } }
  stock.item.reserve: { kind: command, data: { type: object } }
  stock.item.reserved: { key: itemId, data: { type: object, required: [itemId, region], properties: { itemId: { type: string }, region: { type: string } } } }
  stock.item.refused: { data: { type: object } }
topics:
  orders: { partitions: 6, retention: 14d, ordered: false, description: Orders of all kinds }
  stock.item.reserved:
    address: 'stock.{region}'
    parameters: { region: { from: region, enum: [eu, us] } }
services:
  shop-service:
    domain: sales
    publishes: [sales.order.placed, sales.order.closed, sales.order.audited, sales.report.drawn, stock.item.reserve]
    serves:
      getOrder: { get: '/orders/{id}', params: { full: { type: boolean } }, response: { type: object } }
      addNote: { post: '/notes', request: { type: object }, response: { type: object } }
  mail-service:
    domain: sales
    description: Writes mails
    subscribes:
      sales.order.placed: { uses: [orderId, note], when: 'event.data.total > 0' }
    calls: { shop-service: { getOrder: { timeout: 1s, fallback: { none: true } } } }
  stock-service:
    domain: stock
    publishes: [stock.item.reserved, stock.item.refused]
    subscribes: { stock.item.reserve: { publishes: [stock.item.reserved] }, sales.order.closed: {} }
  partner: { domain: stock, external: true, url: 'https://partner.example', subscribes: { stock.item.reserved: {} } }
aggregates:
  order: { service: shop-service, key: orderId, events: [sales.order.placed], snapshotEvery: 50 }
projections:
  totals: { service: mail-service, from: [sales.order.placed], key: orderId, columns: { total: integer } }
sagas:
  reserve:
    { style: orchestration, coordinator: shop-service, key: orderId, starts: sales.order.placed,
      steps: [{ name: take, command: stock.item.reserve, succeeds: stock.item.reserved, fails: stock.item.refused, compensate: none }],
      completes: sales.order.closed, aborts: sales.order.audited }
environments:
  local: { brokers: { pubsub: { type: in-memory } } }
  production:
    description: The real one
    brokers: { pubsub: { type: kafka, servers: ['kafka:9092'], replication: 3, auth: { type: password, secret: kafka } } }
    tracing: { sample: 1 }
`;

const replace = (...edits: readonly (readonly [from: string, to: string])[]): string =>
  edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the design has no ${from}`);
    return text.replace(from, to);
  }, shop);

const line = (name: string): string =>
  shop.split('\n').find((text) => text.trimStart().startsWith(name)) ?? name;
const without = (name: string): readonly [string, string] => [`${line(name)}\n`, ''];

/** What is edited, and all changes that follow. */
const cases: readonly (readonly [about: string, design: string, changes: readonly string[]])[] = [
  [
    'an event',
    replace([
      '  sales.order.audited:',
      '  sales.order.billed: { data: { type: object } }\n  sales.order.audited:',
    ]),
    ['compatible event-added · sales.order.billed: event added, on topic sales.order.billed'],
  ],
  [
    'the key',
    replace(['    key: orderId\n    summary', '    key: [orderId, total]\n    summary']),
    ['breaking (forward) event-key-changed · sales.order.placed: key orderId → orderId, total'],
  ],
  [
    'no key',
    replace(['reserved: { key: itemId, ', 'reserved: { ']),
    ['breaking (forward) event-key-removed · stock.item.reserved: key itemId → none'],
  ],
  [
    'a key',
    replace([
      'refused: { data: { type: object } }',
      'refused: { key: itemId, data: { type: object, required: [itemId], properties: { itemId: { type: string } } } }',
    ]),
    [
      'risky event-key-added · stock.item.refused: key none → itemId',
      'compatible event-data-changed · stock.item.refused: itemId added, required',
    ],
  ],
  [
    'the kind',
    replace(['refused: { data', 'refused: { kind: document, data']),
    [
      'breaking (forward) event-kind-changed · stock.item.refused: kind notification → document',
      'compatible event-compatibility-tightened · stock.item.refused: compatibility forward → full',
    ],
  ],
  [
    'the type',
    replace(['audited: { data', 'audited: { type: com.shop.audited, data']),
    [
      'breaking (forward) event-type-changed · sales.order.audited: type sales.order.audited → com.shop.audited',
    ],
  ],
  [
    'the envelope',
    replace(['drawn: { envelope: raw, id: reportId, ', 'drawn: { ']),
    [
      'breaking (forward) event-envelope-changed · sales.report.drawn: envelope raw → cloudevents',
      'breaking (forward) event-id-changed · sales.report.drawn: id reportId → none',
    ],
  ],
  [
    'another topic',
    replace(['    summary: Somebody ordered\n    topic: orders', '    summary: Somebody ordered']),
    ['breaking (forward, backward) event-moved · sales.order.placed: topic orders → sales.order.placed'],
  ],
  [
    'another name of a topic',
    replace(
      ['  sales.order.audited: {', '  sales.order.audited: { topic: audits,'],
      ['topics:\n', 'topics:\n  audits: { address: sales.order.audited }\n'],
    ),
    [
      'compatible topic-renamed · sales.order.audited: topic sales.order.audited → audits, at the same address',
    ],
  ],
  [
    'an attribute',
    replace(['{ tenant: { type: string } }', '{ tenant: { type: string }, region: { type: string } }']),
    [
      'sales.order.audited',
      'sales.order.closed',
      'sales.order.placed',
      'sales.report.drawn',
      'stock.item.refused',
      'stock.item.reserve',
      'stock.item.reserved',
    ].map((name) => `compatible event-attribute-added · ${name}: attribute region added`),
  ],
  [
    'no attribute',
    replace(['{ attributes: { tenant: { type: string } }, ', '{ ']),
    [
      'sales.order.audited',
      'sales.order.closed',
      'sales.order.placed',
      'sales.report.drawn',
      'stock.item.refused',
      'stock.item.reserve',
      'stock.item.reserved',
    ].map(
      (name) =>
        `${name === 'stock.item.reserve' ? 'risky' : `breaking (forward)`} event-attribute-removed · ${name}: attribute tenant removed`,
    ),
  ],
  [
    'for its own domain',
    replace(
      ['    deprecated: { since: 1.1.0', '    internal: true\n    deprecated: { since: 1.1.0'],
      [', sales.order.closed: {} }', ' }'],
    ),
    [
      'breaking (forward) event-made-internal · sales.order.closed: only services of sales may take it',
      'compatible subscription-removed · stock-service ← sales.order.closed: subscription removed',
    ],
  ],
  [
    'less promised',
    replace(['    key: orderId\n    summary', '    compatibility: backward\n    key: orderId\n    summary']),
    ['risky event-compatibility-relaxed · sales.order.placed: compatibility full → backward'],
  ],
  [
    'deprecated',
    replace([
      'audited: { data',
      'audited: { deprecated: { since: 1.0.1, replacedBy: sales.order.closed }, data',
    ]),
    [
      'compatible event-deprecated · sales.order.audited: deprecated since 1.0.1, replaced by sales.order.closed',
    ],
  ],
  [
    'an earlier sunset',
    replace(["'2027-06-30'", "'2027-01-31'"]),
    ['risky event-sunset-changed · sales.order.closed: sunset 2027-06-30 → 2027-01-31'],
  ],
  [
    'no end',
    replace([`    deprecated: { since: 1.1.0, sunset: '2027-06-30' }\n`, '']),
    ['compatible event-revived · sales.order.closed: no longer deprecated'],
  ],
  [
    'an old version',
    replace([
      '    previous: { 1.0.0: {',
      '    previous: { 1.1.0: { data: { type: object }, upcast: code }, 1.0.0: {',
    ]),
    [
      'compatible event-previous-added · sales.order.placed: version 1.1.0 is read by code of each subscriber',
    ],
  ],
  [
    'no old version',
    replace(['    previous: { 1.0.0: { data: { type: object }, upcast: { set: { total: 0 } } } }\n', '']),
    ['breaking (backward) event-previous-removed · sales.order.placed: version 1.0.0 can no longer be read'],
  ],
  [
    'an upcast',
    replace(['upcast: { set: { total: 0 } }', 'upcast: { set: { total: 1 } }']),
    ['risky event-previous-changed · sales.order.placed: the upcast of version 1.0.0 changed'],
  ],
  [
    'a version',
    replace(['version: 1.2.0', 'version: 1.2.1']),
    ['documentation event-version-changed · sales.order.placed: version 1.2.0 → 1.2.1'],
  ],
  [
    'a summary',
    replace(['Somebody ordered', 'A person ordered']),
    ['documentation event-documented · sales.order.placed: summary changed'],
  ],

  [
    'an address',
    replace(['orders: { partitions', 'orders: { address: shop-orders, partitions']),
    ['breaking (forward, backward) topic-address-changed · orders: address orders → shop-orders'],
  ],
  [
    'more partitions',
    replace(['partitions: 6', 'partitions: 12']),
    ['risky topic-partitions-increased · orders: partitions 6 → 12'],
  ],
  [
    'fewer partitions',
    replace(['partitions: 6', 'partitions: 3']),
    ['breaking (forward) topic-partitions-decreased · orders: partitions 6 → 3'],
  ],
  [
    'less retention in one environment',
    replace(['retention: 14d,', 'retention: 14d, in: { production: { retention: 1d } },']),
    ['breaking (backward) topic-retention-shortened · orders: retention 14d → 1d in production'],
  ],
  [
    'retention of all topics',
    replace(['retry: { attempts: 4 } }', 'retry: { attempts: 4 }, retention: 30d }']),
    [
      'compatible topic-retention-lengthened · sales.order.audited, sales.report.drawn, stock.item.refused, stock.item.reserve, stock.item.reserved: retention 7d → 30d',
    ],
  ],
  [
    'compaction',
    replace(['ordered: false', 'compact: true']),
    [
      'compatible event-compatibility-tightened · sales.order.closed: compatibility forward → full',
      'breaking (forward) topic-compaction-changed · orders: compact false → true',
    ],
  ],
  [
    'order',
    replace(['ordered: false', 'ordered: true']),
    ['compatible topic-order-added · orders: ordered false → true'],
  ],
  ['a ttl', replace(['ordered: false', 'ttl: 1h']), ['risky topic-ttl-changed · orders: ttl none → 1h']],
  [
    'parameters',
    replace([
      "address: 'stock.{region}'\n    parameters: { region: { from: region, enum: [eu, us] } }",
      "address: 'stock.{area}'\n    parameters: { area: { from: region } }",
    ]),
    [
      'breaking (forward, backward) topic-address-changed · stock.item.reserved: address stock.{region} → stock.{area}',
      'breaking (forward, backward) topic-parameter-changed · stock.item.reserved: parameter area added',
      'breaking (forward, backward) topic-parameter-changed · stock.item.reserved: parameter region removed',
    ],
  ],
  [
    'a parameter that is not declared any more, but stands in the address',
    replace([
      "address: 'stock.{region}'\n    parameters: { region: { from: region, enum: [eu, us] } }",
      "address: 'stock.{region}'",
    ]),
    [
      'breaking (forward, backward) topic-parameter-changed · stock.item.reserved: parameter region from region → none',
      'risky topic-parameter-widened · stock.item.reserved: values of region eu, us → any',
    ],
  ],
  [
    'more values',
    replace(['enum: [eu, us]', 'enum: [eu, us, ap]']),
    ['risky topic-parameter-widened · stock.item.reserved: values of region eu, us → eu, us, ap'],
  ],
  [
    'fewer values',
    replace(['enum: [eu, us]', 'enum: [eu]']),
    ['breaking (backward) topic-parameter-narrowed · stock.item.reserved: values of region eu, us → eu'],
  ],
  [
    'words of a topic',
    replace(['Orders of all kinds', 'Orders']),
    ['documentation topic-documented · orders: description changed'],
  ],

  [
    'a service',
    replace(['  partner:', '  spy: { domain: sales, subscribes: { sales.order.placed: {} } }\n  partner:']),
    [
      'compatible subscription-added · spy ← sales.order.placed: subscription added',
      'compatible service-added · spy: service added',
    ],
  ],
  [
    'no service',
    replace(without('partner:')),
    [
      'compatible subscription-removed · partner ← stock.item.reserved: subscription removed',
      'compatible service-removed · partner: service removed',
    ],
  ],
  [
    'a domain',
    replace(['partner: { domain: stock', 'partner: { domain: sales']),
    ['documentation service-domain-changed · partner: domain stock → sales'],
  ],
  [
    'an owner',
    replace(['partner: { domain: stock', 'partner: { domain: stock, owner: sales-team']),
    ['documentation service-owner-changed · partner: owner stock-team → sales-team'],
  ],
  [
    'ours',
    replace(["external: true, url: 'https://partner.example', ", '']),
    [
      'risky service-url-changed · partner: url https://partner.example → none',
      'compatible service-external-changed · partner: it is ours',
    ],
  ],
  [
    'the source',
    replace(['retry: { attempts: 4 } }', "retry: { attempts: 4 }, source: '/{service}' }"]),
    ['mail-service', 'partner', 'shop-service', 'stock-service'].map(
      (name) => `risky service-source-changed · ${name}: source /shop/${name} → /${name}`,
    ),
  ],
  [
    'group, outbox and more',
    replace([
      'stock-service:\n',
      'stock-service:\n    group: stock\n    outbox: connect\n    inboxRetention: 1d\n    replicas: 2\n',
    ]),
    [
      'breaking (forward) service-group-changed · stock-service: group stock-service → stock',
      'risky service-inbox-shortened · stock-service: inboxRetention 14d → 1d',
      'risky service-outbox-changed · stock-service: outbox relay → connect',
      'compatible service-settings-changed · stock-service: replicas 1 → 2',
    ],
  ],
  [
    'no database',
    replace(['stock-service:\n', 'stock-service:\n    database: none\n']),
    [
      'risky subscription-idempotency-dropped · stock-service ← sales.order.closed: idempotent true → false',
      'risky subscription-idempotency-dropped · stock-service ← stock.item.reserve: idempotent true → false',
      'risky service-database-changed · stock-service: database postgres → none',
    ],
  ],
  [
    'words of a service',
    replace(['Writes mails', 'Writes letters']),
    ['documentation service-documented · mail-service: description changed'],
  ],

  [
    'what is published',
    replace(['publishes: [stock.item.reserved, stock.item.refused]', 'publishes: [stock.item.reserved]']),
    [
      'breaking (forward) last-publication-removed · stock-service → stock.item.refused: nobody publishes it any more',
    ],
  ],
  [
    'what is published by two',
    replace([
      'sales.report.drawn, stock.item.reserve]',
      'sales.report.drawn, stock.item.reserve, stock.item.refused]',
    ]),
    ['compatible publication-added · shop-service → stock.item.refused: publishes it too'],
  ],
  [
    'what nobody takes',
    replace(['sales.report.drawn, ', '']),
    ['compatible publication-removed · shop-service → sales.report.drawn: nobody publishes it any more'],
  ],
  [
    'when it is published',
    replace(['publishes: [stock.item.reserved, stock.item.refused]', 'publishes: [stock.item.refused]']),
    ['compatible publication-changed · stock-service → stock.item.reserved: published on another occasion'],
  ],

  [
    'no handler',
    replace(['stock.item.reserve: { publishes: [stock.item.reserved] }, ', '']),
    [
      'compatible publication-changed · stock-service → stock.item.reserved: published on another occasion',
      'breaking (backward) command-unhandled · stock-service ← stock.item.reserve: nobody handles the command any more',
    ],
  ],
  [
    'a filter',
    replace(["when: 'event.data.total > 0'", "when: 'event.data.total > 9'"]),
    [
      'risky subscription-filter-changed · mail-service ← sales.order.placed: when event.data.total > 0 → event.data.total > 9',
    ],
  ],
  [
    'how it is taken',
    replace([
      'uses: [orderId, note],',
      'uses: [orderId, total], versionPath: total, deadLetter: none, timeout: 5s, everyReplica: true, description: Sends a mail,',
    ]),
    [
      'risky subscription-dead-letter-changed · mail-service ← sales.order.placed: deadLetter mail-service.dead-letter → none',
      'risky subscription-spread-changed · mail-service ← sales.order.placed: everyReplica false → true',
      'risky subscription-idempotency-dropped · mail-service ← sales.order.placed: idempotent true → false',
      'risky subscription-version-path-changed · mail-service ← sales.order.placed: versionPath none → total',
      'compatible subscription-settings-changed · mail-service ← sales.order.placed: timeout 30s → 5s',
      'compatible subscription-uses-changed · mail-service ← sales.order.placed: uses orderId, note → orderId, total',
      'documentation subscription-documented · mail-service ← sales.order.placed: description changed',
    ],
  ],
  [
    'how all are taken',
    replace(['attempts: 4', 'attempts: 5']),
    [
      'compatible subscription-settings-changed · mail-service ← sales.order.placed, mail-service ← sales.order.placed (projection totals), partner ← stock.item.reserved, shop-service ← sales.order.placed (saga reserve), shop-service ← stock.item.refused (saga reserve), shop-service ← stock.item.reserved (saga reserve), stock-service ← sales.order.closed, stock-service ← stock.item.reserve: retry.attempts 4 → 5',
    ],
  ],

  [
    'an operation',
    replace(['      addNote:', "      drop: { delete: '/orders/{id}' }\n      addNote:"]),
    ['compatible operation-added · shop-service.drop: DELETE /orders/{id} added'],
  ],
  [
    'no operation',
    replace(without('addNote:')),
    ['breaking (backward) operation-removed · shop-service.addNote: POST /notes removed'],
  ],
  [
    'a route',
    replace(["post: '/notes'", "put: '/notes'"]),
    ['breaking (backward) operation-route-changed · shop-service.addNote: POST /notes → PUT /notes'],
  ],
  [
    'the name of a parameter in the path',
    replace(["'/orders/{id}'", "'/orders/{orderId}'"]),
    ['documentation operation-documented · shop-service.getOrder: GET /orders/{id} → GET /orders/{orderId}'],
  ],
  [
    'parameters of an operation',
    replace(['params: { full: { type: boolean } }', 'params: { short: { type: boolean } }']),
    [
      'risky operation-param-removed · shop-service.getOrder: parameter full removed',
      'compatible operation-param-added · shop-service.getOrder: parameter short added',
    ],
  ],
  [
    'bodies',
    replace(["'/notes', request: { type: object }, response: { type: object } }", "'/notes' }"]),
    [
      'breaking (forward) operation-response-removed · shop-service.addNote: response removed',
      'compatible operation-request-removed · shop-service.addNote: request removed',
    ],
  ],
  [
    'a fallback',
    replace([', fallback: { none: true }', '']),
    ['risky call-fallback-removed · mail-service → shop-service.getOrder: no fallback any more'],
  ],
  [
    'a timeout',
    replace(['timeout: 1s', 'timeout: 3s']),
    ['compatible call-changed · mail-service → shop-service.getOrder: timeout changed'],
  ],
  [
    'calls',
    replace(['getOrder: { timeout: 1s, fallback: { none: true } }', 'addNote: {}']),
    [
      'compatible call-added · mail-service → shop-service.addNote: call added',
      'compatible call-removed · mail-service → shop-service.getOrder: call removed',
    ],
  ],

  [
    'an aggregate',
    replace([
      'events: [sales.order.placed], snapshotEvery: 50',
      'events: [sales.order.closed], snapshotEvery: 100',
    ]),
    [
      'compatible event-compatibility-tightened · sales.order.closed: compatibility forward → full',
      'risky event-compatibility-relaxed · sales.order.placed: compatibility full → forward',
      'breaking (backward) aggregate-event-removed · order: it no longer knows sales.order.placed',
      'compatible aggregate-event-added · order: it stores sales.order.closed',
      'compatible aggregate-settings-changed · order: snapshotEvery 50 → 100',
    ],
  ],
  [
    'a read model',
    replace(['columns: { total: integer } }', 'columns: { total: bigint, note: text }, description: Sums }']),
    [
      'risky projection-changed · totals: column note text added',
      'risky projection-changed · totals: column total integer → bigint',
      'documentation projection-documented · totals: description changed',
    ],
  ],
  [
    'no read model',
    replace(['projections:\n', ''], without('totals:')),
    [
      'compatible subscription-removed · mail-service ← sales.order.placed (projection totals): subscription removed',
      'risky projection-removed · totals: projection removed',
    ],
  ],
  [
    'a saga',
    replace(['fails: stock.item.refused, ', 'timeout: 5m, fails: stock.item.refused, ']),
    ['risky saga-changed · reserve: step take: timeout none → 300000'],
  ],

  [
    'a login',
    replace(['{ type: password, secret: kafka }', '{ type: password, secret: other, mechanism: PLAIN }']),
    ['risky broker-security-changed · pubsub of production: another secret, mechanism SHA-512 → PLAIN'],
  ],
  [
    'a broker',
    replace([
      "servers: ['kafka:9092'], replication: 3, auth: { type: password, secret: kafka }",
      "servers: ['kafka2:9092'], replication: 2, auth: { type: mtls, secret: kafka }, tls: false",
    ]),
    [
      'risky broker-security-changed · pubsub of production: auth password → mtls',
      'risky broker-servers-changed · pubsub of production: servers kafka:9092 → kafka2:9092',
      'risky broker-security-changed · pubsub of production: tls true → false',
      'compatible broker-settings-changed · pubsub of production: replication changed',
    ],
  ],
  [
    'another broker',
    replace(["type: kafka, servers: ['kafka:9092'], replication: 3", "type: redis, servers: ['redis:6379']"]),
    ['breaking (forward, backward) broker-type-changed · pubsub of production: type kafka → redis'],
  ],
  [
    'an environment',
    replace(['tracing: { sample: 1 }', 'tracing: { sample: 0.5 }'], ['The real one', 'Live']),
    [
      'compatible environment-changed · production: tracing changed',
      'documentation environment-documented · production: description changed',
    ],
  ],
  [
    'environments',
    replace(['  local:', '  staging: { brokers: { pubsub: { type: in-memory } } }\n  local:']),
    ['compatible environment-added · staging: environment added'],
  ],

  [
    'the system',
    replace(['system: shop\n', 'system: store\n'], ['The shop', 'The store']),
    ['risky system-renamed · store: shop → store', 'documentation system-documented · store: title changed'],
  ],
  [
    'its version',
    replace(['title:', 'version: 1.1.0\ntitle:']),
    ['documentation system-version-changed · shop: version 1.0.0 → 1.1.0'],
  ],
  [
    'a domain and its owner',
    replace([
      'stock: { owner: stock-team }',
      'stock: { owner: sales-team, description: Things }\n  ships: { owner: stock-team }',
    ]),
    [
      'compatible domain-added · ships: domain added',
      'documentation domain-documented · stock: description changed',
      'documentation domain-owner-changed · stock: owner stock-team → sales-team',
    ],
  ],
  [
    'a team',
    replace(["'#stock'", "'#stocks'"]),
    ['documentation team-changed · stock-team: contact changed'],
  ],
  [
    'where an aggregate is kept, by what key',
    replace([
      'order: { service: shop-service, key: orderId,',
      'order: { service: mail-service, key: total, description: Orders,',
    ]),
    [
      'compatible subscription-removed · mail-service ← sales.order.placed (projection totals): subscription removed',
      'breaking (backward) aggregate-key-changed · order: key orderId → total',
      'breaking (backward) aggregate-moved · order: service shop-service → mail-service',
      'documentation aggregate-documented · order: description changed',
    ],
  ],
  [
    'no aggregate',
    replace(['aggregates:\n', ''], without('order: { service')),
    [
      'risky event-compatibility-relaxed · sales.order.placed: compatibility full → forward',
      'breaking (backward) aggregate-removed · order: aggregate removed',
    ],
  ],
  [
    'no saga',
    replace([/sagas:\n[\s\S]*?(?=environments)/.exec(shop)?.[0] ?? '?', '']),
    [
      'compatible subscription-removed · shop-service ← sales.order.placed (saga reserve): subscription removed',
      'compatible subscription-removed · shop-service ← stock.item.refused (saga reserve): subscription removed',
      'compatible subscription-removed · shop-service ← stock.item.reserved (saga reserve): subscription removed',
      'risky saga-removed · reserve: saga removed',
    ],
  ],
  [
    'words of a saga',
    replace(['{ style: orchestration,', '{ style: orchestration, description: Reserves,']),
    ['documentation saga-documented · reserve: description changed'],
  ],
  [
    'encoding',
    replace(['ordered: false', 'encoding: avro']),
    ['breaking (forward, backward) topic-encoding-changed · orders: encoding json → avro'],
  ],
  [
    'the broker of a topic',
    replace(
      ['ordered: false', 'broker: second'],
      [
        'brokers: { pubsub: { type: in-memory }',
        'brokers: { second: { type: in-memory }, pubsub: { type: in-memory }',
      ],
      ['brokers: { pubsub: { type: kafka', 'brokers: { second: { type: in-memory }, pubsub: { type: kafka'],
      ['retry: { attempts: 4 } }', 'retry: { attempts: 4 }, broker: pubsub }'],
    ),
    [
      'breaking (forward, backward) topic-broker-changed · orders: broker pubsub → second',
      'compatible broker-added · second of local: in-memory added',
      'compatible broker-added · second of production: in-memory added',
    ],
  ],
  [
    'a topic without events',
    replace(['topics:\n', 'topics:\n  returns: {}\n']),
    ['compatible topic-added · returns: topic added'],
  ],
];

describe('changes between two designs', () => {
  it.each(cases)('%s', (_about, design, expected) => {
    expect(compareTexts(shop, design).map(describeChange)).toEqual(expected);
  });

  it('are none between a design and itself', () => {
    expect(compareTexts(shop, shop)).toEqual([]);
  });

  it('have a fingerprint each, that says nothing of files and lines', () => {
    const moved = `# a comment\n\n${shop.replace('title: The shop\n', '')}title: The shop\n`;
    expect(compareTexts(shop, moved)).toEqual([]);
    const prints = cases.flatMap(([, design]) =>
      compareTexts(moved, design).map(({ fingerprint }) => fingerprint),
    );
    const same = cases.flatMap(([, design]) =>
      compareTexts(shop, design).map(({ fingerprint }) => fingerprint),
    );
    expect(prints).toEqual(same);
    expect(prints.every((print) => /^[0-9a-f]{12}$/.test(print))).toBe(true);
    for (const [, design] of cases) {
      const own = compareTexts(shop, design).map(({ fingerprint }) => fingerprint);
      expect(new Set(own).size).toBe(own.length);
    }
  });

  it('are there in both directions', () => {
    for (const [, design] of cases) expect(compareTexts(design, shop).length).toBeGreaterThan(0);
  });

  it('say where, in both designs', () => {
    const changes = cases.flatMap(([, design]) => compareTexts(shop, design));
    for (const change of changes) {
      expect(change.old ?? change.new).toBeDefined();
      if (change.kind.endsWith('-removed')) expect(change.old).toBeDefined();
      if (change.kind.endsWith('-added')) expect(change.new).toBeDefined();
    }
  });
});

it('a login that says what it is by default is no change', () => {
  const design = shop.replace('secret: kafka }', 'secret: kafka, mechanism: SHA-512 }');
  expect(design).not.toBe(shop);
  expect(compareTexts(shop, design)).toEqual([]);
});

describe('an event that goes', () => {
  const gone = (edit: (text: string) => string, today?: string): string[] =>
    compareTexts(shop, edit(shop), today === undefined ? {} : { today })
      .filter(({ subject }) => subject.kind === 'event')
      .map(describeChange);
  const noReport = (text: string): string =>
    text.replace(/ {2}sales\.report\.drawn: .*\n/, '').replace('sales.report.drawn, ', '');

  it('hurts those who take it', () => {
    const edited = (text: string): string =>
      text
        .replace(/ {2}sales\.order\.audited: .*\n/, '')
        .replace('sales.order.audited, ', '')
        .replace(/sagas:\n[\s\S]*?environments/, 'environments');
    // Nobody takes it.
    expect(gone(edited)).toEqual([
      'risky event-removed-unused · sales.order.audited: event removed, nobody takes it',
    ]);
    expect(gone(noReport)).toEqual([
      'risky event-removed-unused · sales.report.drawn: event removed, nobody takes it',
    ]);
    const closed = (text: string): string =>
      text
        .replace(/ {2}sales\.order\.closed:\n(?: {4}.*\n)*/, '')
        .replace('sales.order.closed, ', '')
        .replace(', sales.order.closed: {}', '')
        .replace(/sagas:\n[\s\S]*?environments/, 'environments');
    expect(gone(closed)).toContain('breaking (forward) event-removed · sales.order.closed: event removed');
    // Its sunset is no excuse while somebody takes it.
    expect(gone(closed, '2027-07-01')).toContain(
      'breaking (forward) event-removed · sales.order.closed: event removed',
    );
  });

  it('is retired where its end was told and nobody takes it', () => {
    const old = shop.replace('drawn: {', "drawn: { deprecated: { since: 1.0.0, sunset: '2026-11-01' },");
    const changes = compareTexts(old, noReport(shop));
    expect(changes.map(describeChange)).toEqual([
      'compatible event-retired · sales.report.drawn: event removed, its sunset was 2026-11-01',
    ]);
  });

  it('is told from one that is renamed', () => {
    const renamed = shop.replaceAll('stock.item.reserved', 'stock.item.set-aside');
    const changes = compareTexts(shop, renamed).filter(
      ({ kind }) => kind === 'event-renamed' || kind === 'event-removed',
    );
    expect(changes.map(describeChange)).toEqual([
      'breaking (forward) event-renamed · stock.item.set-aside: renamed from stock.item.reserved',
    ]);
    expect(changes[0]?.affected.map(({ service, owner }) => [service, owner])).toEqual([
      ['shop-service', 'sales-team'],
      ['partner', 'stock-team'],
    ]);
    const next = shop
      .replaceAll('stock.item.reserved', 'stock.item.reserved.v2')
      .replace('key: itemId', 'version: 2.0.0, key: itemId');
    const [removed] = compareTexts(shop, next).filter(({ verdict }) => verdict === 'breaking');
    expect(removed?.safePath).toBe(
      'keep it beside stock.item.reserved.v2, `deprecated`, until its subscribers have moved',
    );
  });
});

describe('who is affected', () => {
  it('is who takes the event, with its owner and what it says that it reads', () => {
    const [change] = compareTexts(
      shop,
      replace(['    key: orderId\n    summary', '    key: total\n    summary']),
    );
    expect(change?.affected).toMatchObject([
      { service: 'shop-service', role: 'subscriber', owner: 'sales-team' },
      { service: 'mail-service', role: 'subscriber', owner: 'sales-team', external: false },
    ]);
  });
});

describe('the table of kinds', () => {
  it('has a case for each', () => {
    const elsewhere = new Set([
      'event-data-format-changed',
      'event-removed',
      'event-removed-unused',
      'event-retired',
      'event-renamed',
      'event-data-changed',
      'event-attribute-changed',
      'operation-param-changed',
      'operation-request-changed',
      'operation-response-changed',
      // What documents alone say: compare-documents.test.ts has a case for each.
      'event-content-type-changed',
      'event-correlation-added',
      'event-correlation-changed',
      'operation-security-changed',
      'server-added',
      'server-removed',
      'server-address-changed',
      'server-protocol-changed',
      'server-security-changed',
    ]);
    const found = new Set<Change['kind']>();
    for (const [, design] of cases) {
      for (const { kind } of compareTexts(shop, design)) found.add(kind);
      for (const { kind } of compareTexts(design, shop)) found.add(kind);
    }
    const missing = Object.keys(changeKinds).filter(
      (kind) => !found.has(kind as Change['kind']) && !elsewhere.has(kind),
    );
    expect(missing).toEqual([]);
  });

  it('gives what breaks a reason and a way around it', () => {
    for (const [kind, info] of Object.entries(changeKinds)) {
      const { consumers, producers, why, safe } = info as (typeof changeKinds)['event-removed'];
      if (consumers === 'break' || producers === 'break') {
        expect({ kind, why: typeof why }).toEqual({ kind, why: 'string' });
        expect({ kind, safe: typeof safe }).toEqual({ kind, safe: 'string' });
      }
    }
  });
});

describe('two designs that say the same', () => {
  it('are the same as JSON, in other orders, in parts', () => {
    const same = { policy: 'strict', today: '2026-11-26' } as const;
    const model = modelOf(shop);
    const parts = {
      'eda.yaml': `${shop.replace(/events:\n[\s\S]*?(?=topics:)/, '')}include: [parts/*.eda.yaml]\n`,
      'parts/events.eda.yaml': `eda: 1\n${/events:\n[\s\S]*?(?=topics:)/.exec(shop)?.[0] ?? ''}`,
    };
    expect(compareArchitectures(model, modelOf(parts), same)).toEqual([]);
    expect(compareArchitectures(modelOf(parts), model, same)).toEqual([]);
  });
});
