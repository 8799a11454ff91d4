/** What people write from habit, and the value that they mean; by the key. */
const synonyms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kind: {
    event: 'notification',
    fact: 'notification',
    state: 'document',
    snapshot: 'document',
    entity: 'document',
  },
  type: {
    memory: 'in-memory',
    inmemory: 'in-memory',
    local: 'in-memory',
    rabbit: 'rabbitmq',
    amqp: 'rabbitmq',
    'redis-streams': 'redis',
    'apache-kafka': 'kafka',
    redpanda: 'kafka',
    jetstream: 'nats',
    mosquitto: 'mqtt',
    sns: 'aws-sns-sqs',
    sqs: 'aws-sns-sqs',
    aws: 'aws-sns-sqs',
    pubsub: 'gcp-pubsub',
    gcp: 'gcp-pubsub',
    servicebus: 'azure-service-bus',
    eventhubs: 'azure-event-hubs',
    sasl: 'password',
    scram: 'password',
    basic: 'password',
    bearer: 'token',
    jwt: 'token',
    tls: 'mtls',
    x509: 'mtls',
    oauth: 'oidc',
    oauth2: 'oidc',
    k8s: 'kubernetes',
    environment: 'env',
  },
  mechanism: {
    plaintext: 'PLAIN',
    plain: 'PLAIN',
    'scram-sha-256': 'SHA-256',
    'scram-sha-512': 'SHA-512',
    sha256: 'SHA-256',
    sha512: 'SHA-512',
    'sha-256': 'SHA-256',
    'sha-512': 'SHA-512',
    scram: 'SHA-512',
  },
  language: {
    ts: 'typescript',
    javascript: 'typescript',
    js: 'typescript',
    node: 'typescript',
    py: 'python',
    java: 'none',
    go: 'none',
  },
  database: { postgresql: 'postgres', pg: 'postgres' },
  outbox: { debezium: 'connect', polling: 'relay' },
  startAt: {
    beginning: 'earliest',
    start: 'earliest',
    first: 'earliest',
    oldest: 'earliest',
    newest: 'latest',
    end: 'latest',
    now: 'latest',
  },
  backoff: { linear: 'constant', fixed: 'constant', exp: 'exponential' },
  consistency: { strong: 'immediate', sync: 'immediate', async: 'eventual' },
  style: { orchestrated: 'orchestration', orchestrator: 'orchestration', choreographed: 'choreography' },
  topicPer: { aggregate: 'entity', context: 'domain', 'bounded-context': 'domain' },
  envelope: { cloudevent: 'cloudevents', none: 'raw', plain: 'raw' },
  column: {
    int: 'integer',
    long: 'bigint',
    int64: 'bigint',
    string: 'text',
    varchar: 'text',
    bool: 'boolean',
    datetime: 'timestamp',
    'date-time': 'timestamp',
    timestamptz: 'timestamp',
    float: 'number',
    double: 'number',
    decimal: 'number',
    object: 'json',
    jsonb: 'json',
    array: 'json',
  },
};

const severitySynonyms: Readonly<Record<string, string>> = {
  warn: 'warning',
  none: 'off',
  no: 'off',
  false: 'off',
  disabled: 'off',
  hint: 'info',
  fatal: 'error',
};

/** The allowed value that somebody means who writes `value` under `key`. */
export function valueMeant(key: string, value: string, allowed: readonly string[]): string | undefined {
  const word = value.toLowerCase().trim();
  const ofKey = Object.hasOwn(synonyms, key) ? synonyms[key] : undefined;
  for (const table of [ofKey, severitySynonyms]) {
    const meant = table !== undefined && Object.hasOwn(table, word) ? table[word] : undefined;
    if (meant !== undefined && allowed.includes(meant)) return meant;
  }
  return allowed.find((each) => each === word);
}
