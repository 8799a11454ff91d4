/** What the findings of generating mean: what `eda explain <code>` shows. */
export const generatorCodes = {
  'generator-option': {
    title: "An option that a generator of the project's own does not take",
    explanation:
      'A generator whose path stands under `generate` says by a JSON Schema which options it has (`options`). Options of the generators that come with eda are part of the language.',
    wrong: 'generate: { ./tools/wiki.ts: { spce: ARCH } }',
    right: 'generate: { ./tools/wiki.ts: { space: ARCH } }',
  },
  'path-collision': {
    title: 'Two things would be written into one file',
    explanation:
      'File names are made of names in the design, and two names may come to the same. Nothing is written then. One of the two needs another name; of two generators that want one file, one writes it elsewhere, or is turned off.',
    wrong: 'generate: { diagrams: {}, ./tools/pictures.ts: {} }      # both write diagrams/context.md',
    right: 'generate: { diagrams: false, ./tools/pictures.ts: {} }',
  },
  'broker-login': {
    title: 'A broker and its login do not go together in Dapr',
    explanation:
      "Dapr's component for each broker takes some ways to log in and no others; some need more than a name and a password: `aws-iam` the region, which the names of Amazon's servers tell, and RabbitMQ's virtual hosts a whole URL in the secret. The line below the finding says which ways are left, or what is missing.",
    wrong: 'pubsub: { type: rabbitmq, servers: [rabbitmq:5672], auth: { type: oidc, secret: login } }',
    right: 'pubsub: { type: rabbitmq, servers: [rabbitmq:5672], auth: { type: password, secret: login } }',
  },
  'broker-servers': {
    title: "Dapr's component connects to one server, and several are named",
    explanation:
      'The first is taken. A cluster behind one address (a load balancer, a service of Kubernetes, a name with several addresses) is reached by that.',
    wrong: 'pubsub: { type: rabbitmq, servers: [rabbit-0:5672, rabbit-1:5672] }',
    right: 'pubsub: { type: rabbitmq, servers: [rabbitmq:5672] }',
  },
  'stream-name': {
    title: 'A name that a JetStream stream cannot have',
    explanation:
      'The stream of a system is called after it, unless the broker says otherwise. Letters, digits, hyphens and underscores are safe on every system that keeps streams as files.',
    wrong: 'pubsub: { type: nats, servers: [nats:4222], stream: shop.events }',
    right: 'pubsub: { type: nats, servers: [nats:4222], stream: shop-events }',
  },
  'topic-address': {
    title: 'A topic whose address the broker cannot have',
    explanation:
      'Each broker allows some characters and so many of them; a dead-letter topic counts as well, which is called after its service. An address with parameters can be made into topics only where each parameter has an `enum`. What is left out is carried by no component of that environment.',
    wrong: 'topics: { prices: { address: "prices/{currency}" } }',
    right: 'topics: { prices: { address: prices.eur } }',
  },
  'topic-settings-differ': {
    title: 'A service takes the events of one topic with settings that only the topic has',
    explanation:
      'A topic is subscribed to once, and what belongs to that one subscription (its dead-letter topic, where it starts, whether events come in bulk, whether every replica gets each) holds for all events on it. The finding says what was taken. Retries, timeouts and order are each of their own: the service itself keeps those.',
    wrong:
      'subscribes: { orders.order.placed: {}, orders.order.paid: { deadLetter: none } }   # on one topic',
    right: 'subscribes: { orders.order.placed: {}, orders.order.paid: {} }',
  },
  'encoding-not-generated': {
    title: 'Events of the topic travel as JSON, though it says otherwise',
    explanation:
      'Avro is compared, registered and written into documents; what services send and take is JSON. `encoding: json` says what happens.',
    wrong: 'topics: { orders: { encoding: avro } }',
    right: 'topics: { orders: { encoding: json } }',
  },
  'outbox-stranded': {
    title: 'Nobody empties an outbox',
    explanation:
      'With `outbox: connect` the relay of the service is off, and Debezium moves its rows to Kafka. In an environment whose broker is another one nothing does, and its events would stay where they are.',
    wrong: 'services: { shop: { outbox: connect } }                                     # local has no Kafka',
    right: 'services: { shop: { outbox: connect, in: { local: { outbox: relay } } } }',
  },
  'registry-subject': {
    title: 'An event has no subject in the schema registry',
    explanation:
      'A subject is called after its topic, which then carries one event, or after its record (`strategy`). Two events of one topic would have one subject by the first; an event whose topic carries Avro needs a schema that Avro has words for. The finding says which it is.',
    wrong: 'registry: { url: "http://registry:8081" }                        # two events on one topic',
    right: 'registry: { url: "http://registry:8081", strategy: record }',
  },
  'unevaluated-unchecked': {
    title: 'Generated validators take more data than a schema says',
    explanation:
      '`unevaluatedProperties` and `unevaluatedItems` depend on what other keywords have looked at. Generated TypeScript checks all other keywords and passes over these two; services in Python check them.',
    wrong: 'data: { properties: { id: { type: string } }, unevaluatedProperties: false }',
    right: 'data: { properties: { id: { type: string } }, additionalProperties: false }',
  },
  'member-missing': {
    title: 'A file of yours lacks what the design has now',
    explanation:
      'Files of your own are written once. Where one holds an object with a member for each event (of an aggregate, a saga, a projection), eda adds members for new events if ts-morph is installed and the object is written out; otherwise it says which to add.',
    wrong: 'export const project = Object.fromEntries(reactions);',
    right: "export const project = { 'orders.order.placed': ({ data }) => ({ status: 'placed' }) };",
  },
  'migration-record': {
    title: 'What eda.lock says of migrations cannot be read',
    explanation:
      'Migrations are numbered and never rewritten; `eda.lock` keeps which there are and what each made. It belongs into version control, and is restored from there: without it they would be numbered anew, and databases that have the old ones would refuse them.',
    wrong: 'rm eda.lock && eda generate',
    right: 'git checkout eda.lock && eda generate',
  },
  'runtime-tables-changed': {
    title: 'Tables of the runtime changed behind a migration that is written already',
    explanation:
      'That happens between versions of eda that were not released. A migration that a database may have run is not rewritten, and no new one was foreseen. Databases that are thrown away anyhow are started anew; others are brought up to date by hand.',
    wrong: 'eda dev                       # the database has the old tables',
    right: 'eda dev --fresh',
  },
  'projection-table': {
    title: 'Two read models would be one table',
    explanation:
      'Tables are called after their projection, and PostgreSQL keeps 63 letters of a name. One of the two needs another name.',
    wrong: 'projections: { order-list: { … }, order_list: { … } }',
    right: 'projections: { order-list: { … }, order-summary: { … } }',
  },
  'projection-columns': {
    title: 'Two columns of a read model have one name',
    explanation:
      'The key of a projection has columns of its own, called after the members that it is made of; a column of the design with that name would be the same.',
    wrong: 'order-list: { key: id, columns: { id: { type: text } } }',
    right: 'order-list: { key: id, columns: { status: { type: text } } }',
  },
  'projection-renewed': {
    title: 'A read model begins anew',
    explanation:
      'Its change cannot be made to the rows that are there: another key, a type that no value can be turned into. The migration puts the old table aside, where nothing reads it, and makes an empty one. It is filled from the store of its service where all its events are there (its own aggregates, or `keep: true`), else by replaying them: `eda replay`.',
    wrong: 'order-list: { key: id, from: [orders.order.placed] }            # then key: customerId',
    right: 'order-list: { key: id, from: [orders.order.placed], keep: true }',
  },
  'projection-left': {
    title: 'A table or a column is left over',
    explanation:
      'The design no longer has it. Data are not dropped without being told: `dropUnused` makes the migration that does.',
    wrong: 'generate: { postgres: {} }',
    right: 'generate: { postgres: { dropUnused: true } }',
  },
  'saga-record': {
    title: 'What eda.lock says of versions of a saga cannot be read',
    explanation:
      'Runs follow the definition that they began with, and `eda.lock` keeps those. It is restored from version control: without it nobody could tell which definition a run is of.',
    wrong: 'rm eda.lock && eda generate',
    right: 'git checkout eda.lock && eda generate',
  },
  'saga-version': {
    title: 'Runs of an older version of a saga could not end',
    explanation:
      'The coordinator no longer takes, or no longer sends, what an older definition needs, and runs of it may be under way. `eda saga versions` counts them. Once there are none, `eda saga drop` takes the version away; until then the coordinator keeps the events under `publishes` and `subscribes`.',
    wrong: 'eda generate                                 # a step was taken out of the saga',
    right: 'eda saga versions && eda saga drop order-fulfilment@1 && eda generate',
  },
} as const;
