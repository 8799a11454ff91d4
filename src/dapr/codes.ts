/** What `eda explain` shows of a finding of `eda lint dapr`. */
interface Explanation {
  readonly title: string;
  readonly explanation: string;
  readonly wrong: string;
  readonly right: string;
}

/** Every code that `eda lint dapr` can give. */
export const daprCodes: { readonly [code: string]: Explanation } = {
  'dapr-yaml': {
    title: 'A file of Dapr resources is no YAML',
    explanation:
      'daprd passes over a file that it cannot read, with a line in its log. A template of Helm or another tool is no YAML before it is rendered, and its findings are only known then: check what it gives.',
    wrong: 'metadata: { name: pubsub',
    right: 'metadata: { name: pubsub }',
  },
  'dapr-kind': {
    title: 'Dapr has no such kind of resource, or no such version of it',
    explanation:
      'What daprd does not know it passes over. Subscriptions have two versions, all other kinds one.',
    wrong: 'apiVersion: dapr.io/v1beta1\nkind: Subscription',
    right: 'apiVersion: dapr.io/v2alpha1\nkind: Subscription',
  },
  'dapr-unknown-key': {
    title: 'A resource has a key that Dapr does not know',
    explanation:
      'daprd passes over it without a word, and a cluster refuses or drops it. Most are misspelt, or stand one level too high or low: `scopes` and `auth` stand beside `spec`.',
    wrong: 'spec:\n  pubsubName: orders',
    right: 'spec:\n  pubsubname: orders',
  },
  'dapr-missing-key': {
    title: 'A resource lacks what it needs',
    explanation:
      'The schema of the resource requires the key. daprd without a cluster starts a component that has no version or metadata; all else it needs itself.',
    wrong: 'spec: { pubsubname: orders, routes: { default: /orders } }',
    right: 'spec: { pubsubname: orders, topic: placed, routes: { default: /orders } }',
  },
  'dapr-type': {
    title: 'A value is of another type than Dapr reads',
    explanation:
      'Metadata are texts that the component reads as numbers, times (`30s`) or truth (`true`), or one of a few words. What it cannot read ends its start, or counts as its zero.',
    wrong: "{ name: ackWait, value: 'half a minute' }",
    right: '{ name: ackWait, value: 30s }',
  },
  'dapr-component-type': {
    title: 'Dapr has no component of this type or version',
    explanation:
      'A type is `<kind>.<name>`, such as `pubsub.kafka`. A pluggable component of your own may have any name; daprd ends where neither it nor one of its own is there.',
    wrong: 'spec: { type: pubsub.kafak, version: v1 }',
    right: 'spec: { type: pubsub.kafka, version: v1 }',
  },
  'dapr-metadata': {
    title: 'Metadata that the component does not read, or that contradict each other',
    explanation:
      'A component passes over what it does not know, without a word in the log: a misspelt name is a setting that never was. The names are those of the version of Dapr that eda is made for, from its components and their code.',
    wrong: '{ name: consumerGroupId, value: orders }',
    right: '{ name: consumerGroup, value: orders }',
  },
  'dapr-metadata-missing': {
    title: 'Metadata that the component needs are missing',
    explanation:
      'It does not start without them. Some belong to one way to log in: `authType: password` of Kafka needs user, password and mechanism.',
    wrong: 'type: pubsub.kafka, metadata: [{ name: brokers, value: kafka:9092 }]',
    right:
      'type: pubsub.kafka, metadata: [{ name: brokers, value: kafka:9092 }, { name: authType, value: none }]',
  },
  'dapr-plain-secret': {
    title: 'A secret stands in plain text',
    explanation:
      'Whoever reads the file, its history or the resource in the cluster has it. A secret store keeps it; the file names it.',
    wrong: '{ name: redisPassword, value: hunter2 }',
    right: '{ name: redisPassword, secretKeyRef: { name: redis, key: password } }',
  },
  'dapr-reference': {
    title: 'A name leads nowhere',
    explanation:
      'A component, policy or secret store of that name is not among the files that are read together: those of one folder, or of `components`, `subscriptions` and `resiliency` beside each other. daprd says nothing of a policy that is missing.',
    wrong: 'targets: { components: { pubsub: { inbound: { retry: gone } } } }',
    right: 'targets: { components: { pubsub: { inbound: { retry: inbound } } } }',
  },
  'dapr-scope': {
    title: 'A scope names an app that is not there',
    explanation:
      'The apps are those of `dapr.yaml` and of deployments with the annotation `dapr.io/app-id` among the files. An app that topic scopes name has to see the component, too.',
    wrong: 'scopes: [order-servise]',
    right: 'scopes: [order-service]',
  },
  'dapr-topic-scope': {
    title: 'Topic scopes keep an app from what it takes or publishes',
    explanation:
      'A sidecar publishes dead letters in the name of its app, so the app needs the right to publish to the dead-letter topic; without it they are lost.',
    wrong: 'publishingScopes: stock-service=      # and deadLetterTopic: stock.dead-letter',
    right: 'publishingScopes: stock-service=stock.dead-letter',
  },
  'dapr-duplicate': {
    title: 'Something is there twice',
    explanation:
      'daprd does not start with two components of one name. Of two subscriptions of an app to a topic, or two of one name, one is passed over without a word.',
    wrong: 'two Subscriptions to orders of one app, a route each',
    right: 'one Subscription to orders with routes: { rules: […], default: … }',
  },
  'dapr-route': {
    title: 'A route that no event reaches',
    explanation:
      'Rules are asked from the top, and the first that is true takes an event. Without a rule that is true and without a default, an event is dropped.',
    wrong: "rules: [{ match: '', path: /all }, { match: event.type == 'a', path: /a }]",
    right: "rules: [{ match: event.type == 'a', path: /a }]\ndefault: /all",
  },
  'dapr-cel': {
    title: 'A rule or condition is no CEL',
    explanation:
      'A `match` sees `event` alone, a `trip` the counts of its breaker. daprd does not start with a match that does not compile.',
    wrong: 'match: type = "a"',
    right: 'match: event.type == "a"',
  },
  'dapr-dead-letter-loop': {
    title: 'Dead letters come back to where they failed',
    explanation: 'An event that always fails then goes round for ever.',
    wrong: 'topic: orders.dead-letter\ndeadLetterTopic: orders.dead-letter',
    right: 'topic: orders.dead-letter',
  },
  'dapr-resiliency': {
    title: 'Retries and dead letters do not fit together',
    explanation:
      'Without a retry on what comes in, the first failure is the last. A retry without end never gives up to the dead-letter topic; a circuit breaker that opens gives up at once.',
    wrong: 'deadLetterTopic: dead      # and no inbound retry of the component',
    right: 'targets: { components: { pubsub: { inbound: { retry: five-times } } } }',
  },
  'dapr-unused': {
    title: 'A policy that no target uses',
    explanation:
      'It holds for nothing. Policies that are called `Default…Policy` or `DaprBuiltIn…` need no target.',
    wrong: 'retries: { spare: { policy: constant, duration: 1s, maxRetries: 3 } }',
    right: 'targets: { apps: { stock: { retry: spare } } }',
  },
  'dapr-deprecated': {
    title: 'A former name or version, which Dapr still takes',
    explanation: 'It will go with a later version of Dapr.',
    wrong: 'apiVersion: dapr.io/v1alpha1\nkind: Subscription',
    right: 'apiVersion: dapr.io/v2alpha1\nkind: Subscription',
  },
  'dapr-defect': {
    title: 'What is written does something else in this version of Dapr',
    explanation: 'Known from the code of the component, and where it can be tried, from its behaviour.',
    wrong: "{ name: requeueInFailure, value: 'true' }",
    right: "{ name: requeueInFailure, value: 'false' }      # and a Resiliency",
  },
};
